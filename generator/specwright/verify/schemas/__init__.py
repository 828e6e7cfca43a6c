"""The meaning of the document's schemas, and the validation of values."""
