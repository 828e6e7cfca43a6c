"""The document's description of each operation, parameter and body."""
