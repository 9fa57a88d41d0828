"""Initials: what stands for a person or an application, whose pictures are never fetched."""


def initials(name: str) -> str:
    """Two letters at most: of the first and the last word, "?" where the name has none."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    chosen = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0].upper()[0] for word in chosen) or "?"
