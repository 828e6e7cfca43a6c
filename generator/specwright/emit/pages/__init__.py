"""The README and the API pages of the generated distribution."""
