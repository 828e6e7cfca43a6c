"""Schemas that requests are checked against before they are sent."""
