"""What the document says about each operation, parameter and body."""
