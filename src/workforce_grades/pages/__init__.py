"""What the pages say: sentences, tables and figures, computed from the tidy tables."""
