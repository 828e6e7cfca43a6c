"""The sync and async clients. The only room in which the two flavours meet."""
