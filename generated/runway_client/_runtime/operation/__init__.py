"""The generated description of an operation: plain frozen data."""
