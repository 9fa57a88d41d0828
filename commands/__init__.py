"""The commands of `python main.py`, a file for each group; `main.py` wires them up.

Each opens the database, has services work as the operator, and prints a sentence; `serve` alone goes on running.
"""
