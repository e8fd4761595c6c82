"""One stretch of speech, as speakers and sections are worked out from it: plain values between steps."""

from dataclasses import dataclass, replace

Cues = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Speech:
    """What one label says without a break; `turn` is its place among the printed turns.

    Offsets (`paragraph_starts`, and `cues` with their ms) are in code points of `text`; `read` is the number
    of the sponsor's message that all of it belongs to.
    """

    label: str
    text: str
    turn: int = 0
    line: int = 0
    paragraph_starts: tuple[int, ...] = (0,)
    start_ms: int | None = None
    end_ms: int | None = None
    cues: Cues = ()
    read: int | None = None

    def cut(self, start: int, end: int, read: int | None) -> "Speech":
        """The part from one offset to another, with the times that its cues give it.

        A part that begins where no cue does has no start: a time in between would be invented.
        """
        text = self.text[start:end].rstrip()
        starts = (0, *(s - start for s in self.paragraph_starts if start < s < start + len(text)))
        cues = tuple((o - start, ms) for o, ms in self.cues if start <= o < start + len(text))
        begins = self.start_ms if start == 0 else next((ms for offset, ms in cues if offset == 0), None)
        return replace(
            self,
            text=text,
            paragraph_starts=starts,
            start_ms=begins,
            end_ms=self.end_ms if start + len(text) >= len(self.text.rstrip()) else None,
            cues=cues if begins is not None else (),
            read=read,
        )
