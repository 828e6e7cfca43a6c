"""Shape the README and the API pages of the generated distribution; emit prints them."""
