"""Pages: find, ask, map the error, answer."""
