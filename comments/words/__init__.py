"""The owner's lists of words and patterns: what is held, and what is filed as spam whatever else says."""
