"""The schemas that requests are validated against before they are sent."""
