"""Fields and dialogs with a form: entries, drafts, two who edit at once, what is removed.

They take plain values and a callback; what is wrong comes as sentences by field.
"""
