"""The meaning of a document in no language's terms. `lower` builds it; `model` defines it."""
