"""The change feed, proof that a memory is fresh, and who is here; nothing of what changed, only that it did.

Announce inside `db.tx`, subscribe from anywhere; it knows no person and no rule.
"""
