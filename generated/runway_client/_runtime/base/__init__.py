"""Shared by all other folders: errors, headers, wire types, JSON helpers, masking."""
