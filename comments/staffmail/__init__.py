"""Mail to those who look after comments: what waits for them, what is new below their articles, deciding from it."""
