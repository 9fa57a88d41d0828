"""What every page stands on: frame and plain frame, following changes, presence, editing together, form values.

It knows no page and no dialog; each page loads, composes and handles with it.
"""
