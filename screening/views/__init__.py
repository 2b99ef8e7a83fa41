"""Find, ask, map the error, answer. What may be done stands in permissions, what is done in services."""
