"""What was revised: words and tables."""
