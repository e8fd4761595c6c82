"""Lists of words, written as one would read them aloud."""


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Phrases divided by strokes, each as its words."""
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))
