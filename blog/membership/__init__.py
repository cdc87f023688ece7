"""What an account has here: its page, its comments, its copy of everything, its end."""
