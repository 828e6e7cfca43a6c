"""The schemas by which requests are checked before they are sent."""
