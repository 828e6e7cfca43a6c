"""Decide everything about the generated Python: names, types, signatures, docstrings. No text yet."""
