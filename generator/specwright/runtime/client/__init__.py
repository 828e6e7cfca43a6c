"""The sync and async clients. Only here do the two flavours meet."""
