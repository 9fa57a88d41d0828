"""The dialogs of clients and secrets, which several pages open: adding, editing, removing, the first token.

Each is one call that authorises through its service and says what happened.
"""
