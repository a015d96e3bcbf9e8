"""The publishers' files from their sites: found, downloaded, checked, recorded."""
