"""The page on what inspectors said of the workforce."""
