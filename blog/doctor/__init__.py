"""What may be wrong with this installation, and what to do about it."""
