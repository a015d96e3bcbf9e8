"""The page on the five workforce measures over the censuses, for England."""
