"""first_token."""
