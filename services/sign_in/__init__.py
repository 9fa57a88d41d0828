"""Passwords, sessions, known browsers, and the throttle that delays those who guess.

Ask it who is signed in; it says nothing of what they may.
"""
