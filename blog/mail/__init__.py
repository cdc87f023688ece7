"""Mail that is owed: rows that outlive any crash, written when they are sent, sent once."""
