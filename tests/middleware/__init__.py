"""The outer wall, attacked: each attack is first seen to work on a server without the wall."""
