"""Python expressions, statements, packages and the imports they need, as values."""
