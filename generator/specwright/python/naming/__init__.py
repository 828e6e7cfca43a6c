"""Chooses every public name of the package. `allocator` is the one place that decides whether a name is free."""
