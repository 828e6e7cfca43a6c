"""Prints findings as text, Markdown, JSON or GitHub annotations, and names the next version."""
