"""Proof that an address belongs to who typed it, and what its owner may do with everything under it."""
