"""Care mode: what helps a writer to keep to themselves what is private. Nothing of it is stored about anybody."""
