"""What goes on for as long as the server: each task is started again whenever it fails, and the log hears of it once.

The ground that every room stands on; it knows none of them.
"""
