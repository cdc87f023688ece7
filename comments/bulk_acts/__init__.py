"""One act on all that matches: counted first, then worked off a batch at a time, and undone the same way."""
