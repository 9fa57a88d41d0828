"""Who asks and what they may, what is recorded of it, and how two who change one thing are kept apart.

Every service begins here: it identifies the actor as they are now, and writes its audit event beside its change.
"""
