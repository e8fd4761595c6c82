"""What every document read keeps, however strange the bytes were."""

import json

from transcripts.documents import ParsedDocument


def check(document: ParsedDocument) -> None:
    """Every promise of documents.py that can be told from the outside."""
    json.dumps(document.as_json(), ensure_ascii=False).encode()
    assert document.episodes or any(problem.severity == "error" for problem in document.problems)
    for episode in document.episodes:
        times = [turn.start_ms for turn in episode.turns if turn.start_ms is not None]
        assert times == sorted(times)
        assert [turn.index for turn in episode.turns] == list(range(len(episode.turns)))
        assert sum(speaker.turns for speaker in episode.speakers) == sum(
            bool(turn.label) for turn in episode.turns
        )
        covered = [
            i for section in episode.sections for i in range(section.first_turn, section.last_turn + 1)
        ]
        assert covered == list(range(len(episode.turns)))
        for turn in episode.turns:
            assert turn.text.splitlines() in ([], [turn.text]) and turn.text == " ".join(turn.text.split())
            starts = turn.paragraph_starts
            assert starts[0] == 0 and list(starts) == sorted(set(starts))
            offsets, moments = [offset for offset, _ in turn.cues], [ms for _, ms in turn.cues]
            assert offsets == sorted(set(offsets)) and all(offset < len(turn.text) for offset in offsets)
            assert moments == sorted(moments) and all(ms >= (turn.start_ms or 0) for ms in moments)
            assert all(start < len(turn.text) and turn.text[start - 1] == " " for start in starts[1:])
