"""Every write: keyword-only, `by=` the person, atomic, audited in the same transaction."""
