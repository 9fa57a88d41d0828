"""What a running server does by itself, on a schedule.

`housekeeping.running()` is all that is asked of it.
"""
