"""The client classes, their options and the root of the package."""
