"""The classes of `models/` and their distribution over modules."""
