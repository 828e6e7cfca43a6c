"""Texts of docstrings: descriptions, constraints and examples."""
