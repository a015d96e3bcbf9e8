"""The page of one local authority."""
