"""What the Clients page is made of: toolbar, filters, grid, Details, form, results of many at once.

They take plain values and tell what the person did.
"""
