"""The pages about the pages: how to read them, what their words mean, whom they serve."""
