"""Case studies: claims held against the data."""
