"""What the documents hold that code knows better: reference pages, the module diagram, the answer in the README."""
