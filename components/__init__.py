"""Reusable parts of the pages. They take plain data and callbacks, and never query."""
