"""Parses requests and checks that they match the document."""
