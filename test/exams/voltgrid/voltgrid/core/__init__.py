"""Building blocks without knowledge of charging."""
