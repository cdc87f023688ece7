"""Answering by reply: from a mail that somebody sends to the place where its words belong."""
