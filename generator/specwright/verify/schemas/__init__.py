"""What the document's schemas say about values, and whether a value is valid."""
