"""The meaning of a document, independent of any programming language. `lower` builds it; `model` defines it."""
