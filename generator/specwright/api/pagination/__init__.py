"""Pagination of lists: checks what an overlay declares, and recognizes what a document makes certain."""
