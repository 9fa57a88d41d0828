"""Reusable parts of the pages. They take plain data and callbacks, and never query.

What several rooms use stands here, by what it is; the rooms hold what belongs to one subject.
"""
