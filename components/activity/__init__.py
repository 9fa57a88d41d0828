"""The list of events, and the sentence for each.

It takes events as they were recorded.
"""
