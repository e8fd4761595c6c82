"""A figure found in a passage, with the value it most likely states."""

from dataclasses import dataclass

from annotations.amounts import Amount


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount of a metric (or of none known), and its place in the words: code points, end exclusive."""

    amount: Amount
    metric: str
    start: int
    end: int
