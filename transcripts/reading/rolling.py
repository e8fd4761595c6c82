"""Captions that roll: each line is shown two or three times, moving up, or grows word by word."""

from collections.abc import Sequence
from dataclasses import replace

from transcripts.reading.captions import Caption

ROLLING_SHARE = 0.25
LATEST_REPEAT_MS = 1_500
MOST_LINES = 20


def unrolled(captions: Sequence[Caption]) -> list[Caption]:
    """The captions with every word once, at the time it first appears; unchanged where they do not roll."""
    words = [" ".join(caption.lines).split() for caption in captions]
    repeated = [_repeated(captions, words, place) if place else 0 for place in range(len(captions))]
    if sum(count > 0 for count in repeated) < ROLLING_SHARE * len(captions):
        return list(captions)
    found: list[Caption] = []
    for caption, spoken, count in zip(captions, words, repeated, strict=True):
        if not count:
            found.append(replace(caption))
        elif count < len(spoken):
            found.append(replace(caption, lines=[" ".join(spoken[count:])]))
        elif caption.end_ms is not None:
            found[-1].end_ms = max(found[-1].end_ms or 0, caption.end_ms)
    return found


def _repeated(captions: Sequence[Caption], words: Sequence[list[str]], place: int) -> int:
    """With how many words that were the last lines of the caption before it a caption begins."""
    before, caption = captions[place - 1], captions[place]
    until = before.end_ms if before.end_ms is not None else before.start_ms
    if until is None or caption.start_ms is None or caption.start_ms - until > LATEST_REPEAT_MS:
        return 0
    if caption.label != before.label:
        return 0
    shown, last = 0, words[place - 1]
    lengths = []
    for line in reversed(before.lines[-MOST_LINES:]):
        shown += line.count(" ") + 1
        lengths.append(shown)
    return next((n for n in reversed(lengths) if words[place][:n] == last[len(last) - n :]), 0)
