"""What people type, judged without a database: characters, names, URIs, and collecting what is wrong with a form.

Pure functions. They answer with the value as it is kept, or raise RuleViolation with a sentence.
"""
