"""YAML and JSON text read into plain values, with the position of each value and limits on size and depth."""
