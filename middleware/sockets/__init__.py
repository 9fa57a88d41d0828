"""The outer wall for websockets and open pages: whose they are, and what happens when a session ends.

It leans on NiceGUI's internals and is tested for it.
"""
