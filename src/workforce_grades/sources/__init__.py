"""The publishers' files, read, validated and tidied: one module a source."""
