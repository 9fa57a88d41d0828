"""The short way of the two endpoints that programs ask all day: tokens for clients themselves, and introspection.

It answers only what is good and usual, from what is remembered and proven fresh, by the services that the full
endpoints ask too. Everything else goes on to those, so that there is one truth for each rule. `app.HotEndpoints` comes
first in the wall.
"""
