"""Client secrets: their texts, issuing, editing, removing, expiring, and when each was used.

A text is returned once, by what issues it; everything else here knows handles and hashes only.
"""
