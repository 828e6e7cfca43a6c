"""Reads the public Python API of two generated packages and compares them."""
