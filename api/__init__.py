"""The management API, at /api/v1: whatever a person can do on a page, by the same service call."""
