"""What generated code says about an operation: plain frozen data."""
