"""What stands above a text as data is read as it is printed, and can do no harm."""

import time

import pytest

from transcripts.reading import frontmatter
from transcripts.tests.reading import only_episode

TALK = "Ada Byron: Welcome.\nBob Cole: Thanks.\nAda Byron: So?\nBob Cole: Well, it rings.\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: The Fog Bell\nguests:\n  - Bob Cole\nepisode: 12\n---\n",
        "---\ntitle: 'The Fog Bell'\nguest: {name: Bob Cole}\nepisode: '12'\n---\n",
        '+++\ntitle = "The Fog Bell"\nguests = ["Bob Cole"]\nepisode = 12\n+++\n',
        "Title: The Fog Bell\nGuest: Bob Cole\nEpisode: 12\n---\n",
        "**Title:** The Fog Bell\n**Guest:** Bob Cole\n**Episode:** 12\n\n",
        "---\ntitle: The Fog Bell\nguests: [Bob Cole]\nnote: a: b: c\nepisode: 12\n---\n",
    ],
)
def test_title_number_and_guests_are_read_from_every_kind_of_header(text: str) -> None:
    episode = only_episode(text + TALK)
    assert (episode.title, episode.number) == ("The Fog Bell", 12)
    assert "Bob Cole" in episode.guests and len(episode.turns) == 4


def test_dates_and_durations_are_taken_from_the_keys_that_mean_the_episode() -> None:
    episode = only_episode(
        "---\ntranscribed: 2025-10-18\npub_date: '\n\n  July 15th, 2021'\n"
        "duration: '1:02:03'\nlang: fr-FR\n---\n" + TALK
    )
    assert (str(episode.published_on), episode.duration_seconds, episode.language) == (
        "2021-07-15",
        3723,
        "fr",
    )


@pytest.mark.parametrize(
    "text", ["Host: Welcome to the show.\nGuest: Thanks.\nHost: So?\n", TALK, "---\n\nAda: Hi.\n---\n"]
)
def test_turns_are_no_header(text: str) -> None:
    assert frontmatter.read(text.split("\n")) == frontmatter.FrontMatter()


@pytest.mark.parametrize(
    "block",
    [
        "[" * 30_000,
        "a: " + "- " * 15_000,
        "? " * 15_000,
        "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(50)),
        "\n".join(" " * i + "a:" for i in range(250)),
        "a: !!python/object/apply:os.system ['true']",
        "title: \x07\nx: '",
        "a: 2021-13-45",
    ],
)
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_hostile_front_matter_is_read_in_no_time_or_not_at_all(block: str, fence: str) -> None:
    started = time.process_time()
    frontmatter.read([fence, *block.split("\n"), fence, "words"])
    assert time.process_time() - started < 10
