"""The page of one region: its trends beside England, its authorities, its judgements."""
