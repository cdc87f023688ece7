"""Django's backend for PostgreSQL, with less beside the database for statements that come again and again."""
