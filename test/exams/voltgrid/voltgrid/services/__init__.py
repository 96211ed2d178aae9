"""Domain services, one instance of each per application."""
