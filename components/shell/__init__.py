"""The frame of every page: drawer, header, toasts.

It takes labels, links and callbacks; which page is shown is told to it.
"""
