"""The commands of `python main.py`, a file for each group; `main.py` wires them up."""
