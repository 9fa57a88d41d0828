"""The management API, at /api/v1: whatever a person can do on a page, by the same service call.

Each file answers for one resource; `app.Api` is asked for everything below `/api`, and asks who calls first.
"""
