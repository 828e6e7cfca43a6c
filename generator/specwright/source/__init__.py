"""Read documents: text, positions, files, references."""
