"""What JSON Schema keywords mean, for every stage that compares or merges schemas."""
