"""A mock of the API for tests. Nothing here is imported unless a program uses it."""
