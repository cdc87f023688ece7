"""How background work stands: in whose hands, what failed, and when it was last seen to."""
