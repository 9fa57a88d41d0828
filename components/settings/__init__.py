"""The form of the tenant's settings.

It takes plain values and tells what was saved.
"""
