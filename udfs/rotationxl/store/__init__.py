"""The local database: every series that was ever fetched, shared by all processes of a user."""
