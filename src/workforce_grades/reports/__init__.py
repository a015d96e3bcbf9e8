"""Notebooks to HTML pages: parameters, engine, template, build."""
