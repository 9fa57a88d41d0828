"""Schema migrations, made by `make migration`; read what is generated before it is committed.

While replicas are replaced one after another, older ones go on over what the first new one migrated. A migration that
they can't stand says `stops_older_replicas = True` in its class: nobody makes it while one is connected. One that takes
away, renames, narrows or demands something says which it is: tests/test_migrating.py.
"""
