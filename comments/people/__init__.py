"""The people who write: what is known of them, what is noted about them, and what holds for them."""
