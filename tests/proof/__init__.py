"""Flows driven by clients that nobody here wrote, against a real server."""
