"""OAuth clients: their fields and rules, lists and searches, adding, editing, removing, restoring, and many at once.

Each function takes the actor first; a list is a page of rows that the database searched, filtered and sorted.
"""
