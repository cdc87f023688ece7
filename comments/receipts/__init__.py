"""The receipt: one private page for every comment, where its writer learns what became of it."""
