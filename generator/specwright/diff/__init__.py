"""Compare two revisions of a document. `compare` is the entry point; `facts`, `findings` are the data."""
