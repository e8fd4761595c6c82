"""The texts that quotes are moved in: our own samples, and the seeds where they are at hand."""

from pathlib import Path

from annotations.tests.drafts import Draft, draft_of_episode
from transcripts import parsing

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "samples"
SEEDS = ROOT.parent / "shared" / "corpus" / "seeds"


def drafts(*folders: Path) -> dict[str, Draft]:
    """The first episode of every document in these folders that holds speech, by the document's name."""
    found = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.txt")):
        episodes = parsing.parse(path.read_bytes(), path.name).episodes
        if episodes and episodes[0].turns:
            found[path.stem] = draft_of_episode(episodes[0])
    return found
