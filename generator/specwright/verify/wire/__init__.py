"""Reads requests off the wire and says whether they are what the document asks for."""
