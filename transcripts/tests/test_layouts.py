"""Layouts that programs and people write turns in, each read by what its lines have in common."""

import pytest

from transcripts import parsing
from transcripts.tests.reading import codes, only_episode, read_text

ADA = "Welcome to Tin Hour, where we talk about boats and bells and who pays for them."
BOB = "Thanks for having me. I have been looking forward to this for weeks."
WHO = "So who pays for a bell these days?"
ALL = "Everybody who hears it, one way or another."

# How one turn is printed; every document has four turns of two people, at 0:05, 0:12, 1:03:20 and 1:03:24.
LAYOUTS = {
    "name and colon": "{name}: {words}\n",
    "bold name": "**{name}:** {words}\n\n",
    "colon outside the bold": "**{name}**: {words}\n\n",
    "italic name": "*{name}:* {words}\n\n",
    "bold name without a colon": "**{name}** {words}\n\n",
    "name in brackets": "[{name}] {words}\n",
    "name in brackets with a colon": "[{name}]: {words}\n",
    "french spacing": "{name} : {words}\n\n",
    "colon without a space": "{name}:{words}\n",
    "wide colon": "{name}：{words}\n",
    "chevrons": ">> {name}: {words}\n",
    "dash before the name": "– {name}: {words}\n",
    "list of bold names": "- **{name}:** {words}\n",
    "name on its line with a colon": "{name}:\n\n{words}\n\n",
    "name on its line": "{name}\n{words}\n\n",
    "bold name on its line": "**{name}**\n\n{words}\n\n",
    "name as heading": "### {name}\n\n{words}\n\n",
    "role asides": "{name} (Host): {words}\n",
    "company asides": "{name}, founder of Cole & Co: {words}\n",
    "run together": "{name}: {words} ",
    "glued together": "{name}: {words}",
}
TIMED = {
    "time in brackets behind": "{name} ({hms}): {words}\n",
    "name, time in brackets, words": "{name} ({hms}) {words}\n\n",
    "rev": "{name} ({ms}):\n{words}\n\n",
    "otter": "{name}  {ms}  \n{words}\n\n",
    "descript": "[{hms}] **{name}:** {words}\n\n",
    "all in bold": "**[{ms}] {name}:** {words}\n\n",
    "bold name, then time": "**{name}** [{hms}]\n{words}\n\n",
    "bold name, colon, escaped time": "**{name}:** \\[{ms}\\] {words}\n\n",
    "bold name, colon, bare time": "**{name}:** {hms}\n\n{words}\n\n",
    "sonix": "{name}: [{hms}] {words}\n\n",
    "happy scribe": "[{hms}.000] - {name}\n{words}\n\n",
    "time, dash, name": "{ms} - {name}\n{words}\n\n",
    "bare time and name": "{ms} {name}: {words}\n",
    "time in round brackets": "({ms}) {name}: {words}\n",
    "both in brackets": "[{name}] [{ms}] {words}\n",
    "time below the name": "{name}\n{ms}\n{words}\n\n",
    "time above the name": "{ms}\n{name}\n{words}\n\n",
    "ranges with frames": "{hms}:00 - {hms}:24\n{name}\n{words}\n\n",
    "heading with name and time": "### {name} ({ms})\n\n{words}\n\n",
    "temi": "{name}: {ms} {words}\n\n",
    "name, slash, time": "{name} / {ms}\n{words}\n\n",
    "name, bar, time": "{name} | {ms}\n{words}\n\n",
    "role and time": "{name} (Guest) [{ms}]: {words}\n",
    "time on a line before the label": "{hms}\n\n{name}: {words}\n\n",
    "time as code": "**{name}** `{ms}`\n{words}\n\n",
    "time as code between dashes": "*{name}* — `{ms}` — {words}\n\n",
    "time in italics": "**{name}** _{ms}_  \n{words}\n\n",
    "spelled times": "{name} [{spelled}]: {words}\n",
}
TURNS = (
    ("Ada Byron", "00:00:05", "0:05", "0m 5s", ADA),
    ("Bob Cole", "00:00:12", "0:12", "0m 12s", BOB),
    ("Ada Byron", "01:03:20", "1:03:20", "1h 3m 20s", WHO),
    ("Bob Cole", "01:03:24", "1:03:24", "1h 3m 24s", ALL),
)


def printed(layout: str) -> str:
    """The four turns in a layout."""
    return "".join(
        layout.format(name=name, hms=hms, ms=ms, spelled=spelled, words=words)
        for name, hms, ms, spelled, words in TURNS
    )


STARTS = [5_000, 12_000, 3_800_000, 3_804_000]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_names_begin_turns_in_every_layout(layout: str) -> None:
    episode = only_episode(printed(layout))
    assert [(turn.label, turn.text) for turn in episode.turns] == [
        ("Ada Byron", ADA),
        ("Bob Cole", BOB),
        ("Ada Byron", WHO),
        ("Bob Cole", ALL),
    ]
    assert {turn.start_ms for turn in episode.turns} == {None}


@pytest.mark.parametrize("layout", TIMED.values(), ids=TIMED)
def test_times_begin_turns_in_every_layout(layout: str) -> None:
    episode = only_episode(printed(layout))
    assert [(turn.label, turn.start_ms, turn.text) for turn in episode.turns] == [
        ("Ada Byron", STARTS[0], ADA),
        ("Bob Cole", STARTS[1], BOB),
        ("Ada Byron", STARTS[2], WHO),
        ("Bob Cole", STARTS[3], ALL),
    ]


def test_times_at_the_ends_of_turns_may_say_when_they_begin() -> None:
    """Nobody says the fourteen words of the first turn in half a second."""
    times = ("0:00", "0:12", "0:20", "0:22")
    lines = (f"{name}: {words} ({time})\n" for (name, *_, words), time in zip(TURNS, times, strict=True))
    episode = only_episode("".join(lines))
    assert [(turn.start_ms, turn.text) for turn in episode.turns] == [
        (0, ADA),
        (12_000, BOB),
        (20_000, WHO),
        (22_000, ALL),
    ]


def test_two_angle_brackets_behind_times_say_that_somebody_else_begins() -> None:
    lines = ["0:00 >> Who pays for a bell", "0:03 these days?", "0:05 >> Everybody", "0:08 who hears it."]
    lines += ["0:11 >> Do they like to pay?", "0:15 >> Nobody does, in the end.", "0:19 >> I see."]
    assert [(turn.start_ms, turn.text) for turn in only_episode("\n".join(lines)).turns] == [
        (0, "Who pays for a bell these days?"),
        (5_000, "Everybody who hears it."),
        (11_000, "Do they like to pay?"),
        (15_000, "Nobody does, in the end."),
        (19_000, "I see."),
    ]


def test_recordings_played_in_a_report_are_no_speech() -> None:
    text = printed("{name}: {words}\n\n").replace("Bob Cole: Th", "(SOUNDBITE OF BELLS)\n\nBob Cole: Th")
    assert only_episode(text).turns[0].text == ADA


IMPRINTS = (
    "This transcript was exported on May 20, 2024 - view latest version here.",
    "This editable transcript was computer generated and might contain errors.",
    "Tincript is the best automated transcription and subtitling platform. Try it today.",
    "Copyright © 2021 Tin Radio. All rights reserved. Visit our terms of use for more.",
    "Tin Radio transcripts are created on a rush deadline by a contractor.",
    "Meeting ended after 00:34:12 👋",
    "Proceedings suspended from 10:31 to 10:45",
    "Thanks for reading Tin Letters! This post is public so feel free to share it.",
)


@pytest.mark.parametrize(
    "layout", ["{name}: {words}\n\n", "{name} ({ms})\n{words}\n\n"], ids=["colon", "times"]
)
@pytest.mark.parametrize("imprint", IMPRINTS, ids=[imprint[:20] for imprint in IMPRINTS])
def test_what_programs_print_behind_the_last_words_is_no_speech(imprint: str, layout: str) -> None:
    assert only_episode(f"{printed(layout)}{imprint}\n").turns[-1].text == ALL


def test_what_is_said_of_a_transcript_in_the_talk_is_speech() -> None:
    said = "The transcript is on our page, and Bob's slides are there too."
    assert only_episode(f"{printed('{name}: {words} ')}\n\n{said}\n").turns[-1].text.endswith(said)


@pytest.mark.parametrize("layout", [*LAYOUTS.values(), *TIMED.values()], ids=[*LAYOUTS, *TIMED])
def test_a_title_and_notes_above_the_turns_are_no_speech(layout: str) -> None:
    above = "Bells and Boats\n\nAda Byron talks to Bob Cole about the price of a bell and how it sounds.\n\n"
    episode = only_episode(above + printed(layout))
    assert episode.title == "Bells and Boats"
    assert episode.turns[0].text == ADA and len(episode.turns) == 4


def test_times_at_the_ends_of_turns_say_when_they_end() -> None:
    times = ("00:00:05-2", "00:00:12-0", "00:00:15-9", "00:01:20-0")
    lines = (f"{name}: {words} #{time}#\n" for (name, *_, words), time in zip(TURNS, times, strict=True))
    episode = only_episode("".join(lines))
    assert [(turn.start_ms, turn.end_ms) for turn in episode.turns] == [
        (None, 5_200),
        (5_200, 12_000),
        (12_000, 15_900),
        (15_900, 80_000),
    ]


@pytest.mark.parametrize(
    "title", ["# Ledgers, Episode 12: Who pays", "# Open Ledgers: Who pays", "Open Ledgers: Who Pays"]
)
def test_a_title_with_a_colon_is_nobodys_turn(title: str) -> None:
    episode = only_episode(f"{title}\n\n{printed(LAYOUTS['name and colon'])}")
    assert [turn.text for turn in episode.turns] == [ADA, BOB, WHO, ALL]
    assert (episode.title or "").endswith(("Who pays", "Who Pays"))


def test_a_semicolon_behind_a_label_is_a_misprint() -> None:
    lines = printed(LAYOUTS["name and colon"]) * 3
    text = lines[::-1].replace(":nory", ";nory", 1)[::-1]
    assert [turn.label for turn in only_episode(text).turns] == ["Ada Byron", "Bob Cole"] * 6


def test_other_episodes_listed_below_a_talk_are_no_episodes() -> None:
    below = "Related Episodes\nEpisode 11: The Fog Bell\nEpisode 10: The Mole\n\nLeave a Reply\n"
    assert only_episode(f"Episode 12: Who Pays\n\n{printed(LAYOUTS['name and colon'])}{below}").number == 12


LABELS = {
    "initials": ("AB", "BC"),
    "capitals": ("ADA BYRON", "MR. COLE"),
    "numbered": ("SPEAKER_00", "SPEAKER_01"),
    "numbered in words": ("Speaker 1", "Speaker 2"),
    "lower case roles": ("interviewer", "speaker 2"),
    "questions and answers": ("Q", "A"),
    "roles": ("Interviewer", "Interviewee"),
    "first names": ("Ada", "Bob"),
    "titles": ("Dr. Ada Byron", "Prof. Bob Cole"),
    "names that are words": ("Will Grant", "April May"),
    "particles": ("Ada van den Byron", "Bob de la Cole"),
    "nicknames": ("Ada (Tin) Byron", "Bob “Bell” Cole"),
    "numbers in names": ("Cole 9000", "Byron 42"),
    "accents": ("Åsa Öström", "José Ibáñez"),
    "cyrillic": ("Анна", "Борис Иванов"),
    "greek": ("Άννα", "Γιώργος"),
    "chinese": ("李明", "王芳"),
    "hyphens and apostrophes": ("Jean-Luc O’Brien", "D'Arcy Smith-Jones"),
    "station and person": ("TWiM", "Ada Byron"),
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
@pytest.mark.parametrize(
    "form", ["{0}: {1}\n", "**{0}:** {1}\n\n", "[00:01:0{2}] {0}: {1}\n\n", "{0} (0:0{2}):\n{1}\n\n"]
)
def test_labels_of_every_kind(labels: tuple[str, str], form: str) -> None:
    said = [ADA, BOB, WHO, ALL, "Even the deaf?", "They feel it."]
    text = "".join(form.format(labels[i % 2], words, i) for i, words in enumerate(said))
    assert [turn.label for turn in only_episode(text).turns] == [labels[i % 2] for i in range(len(said))]


def test_the_line_that_a_program_signs_with_is_no_speech() -> None:
    text = printed(TIMED["otter"]) + "Transcribed by https://otter.ai\n"
    assert only_episode(text).turns[-1].text == ALL


def test_dashes_alone_begin_turns_of_nobody() -> None:
    text = f"– {ADA}\n– {BOB}\n– {WHO}\n– {ALL}\n– Même les sourds ?\n"
    assert [(turn.label, turn.text) for turn in only_episode(text).turns][1:3] == [("", BOB), ("", WHO)]


def test_times_without_names_make_turns_of_whole_sentences() -> None:
    text = "".join(
        f"00:{s // 60:02d}:{s % 60:02d} {words}\n\n"
        for s, words in zip(
            range(0, 200, 4),
            [
                "and so we went on to",
                "the next of the bells.",
                "Nobody had rung it",
                "since the war, they said.",
            ]
            * 13,
            strict=False,
        )
    )
    episode = only_episode(text)
    assert 2 <= len(episode.turns) < 10
    assert episode.turns[0].start_ms == 0 and all(turn.text.endswith((".", "to")) for turn in episode.turns)
    assert episode.turns[0].cues[:2] == ((21, 4000), (44, 8000))


def test_times_inside_a_turn_leave_the_text_and_stay_as_cues() -> None:
    text = (
        "Ada Byron (0:05): One bell. [00:01:10] Two bells [inaudible 00:01:12] there.\n\n"
        "[00:02:00] Three.\n\n"
        "Bob Cole (0:02:30): Four.\n"
    )
    first, second = only_episode(text).turns
    assert first.text == "One bell. Two bells [inaudible 00:01:12] there. Three."
    assert first.cues == ((10, 70_000), (48, 120_000)) and second.start_ms == 150_000


def test_a_timed_paragraph_of_a_turn_without_a_time_is_a_turn_of_its_own() -> None:
    text = f"**Ada Byron:** {ADA}\n\n\\[04:10\\] {WHO}\n\n**Bob Cole:** {ALL}\n\n**Ada Byron:** {BOB}\n"
    turns = only_episode(text).turns
    assert [(turn.label, turn.start_ms, turn.text) for turn in turns[:2]] == [
        ("Ada Byron", None, ADA),
        ("Ada Byron", 250_000, WHO),
    ]


def test_music_under_a_label_is_no_speech_and_gives_its_time_to_the_next_turn() -> None:
    text = (
        f"**Ada Byron:** {ADA}\n\n**Break:** \\[16:16\\]\n\n**Bob Cole:** {BOB}\n\n**Ada Byron:** {WHO}\n\n"
        "[Jingle]\n\nMUSIC (00:40:00):\n(instrumental music)\n"
    )
    assert [(turn.label, turn.start_ms) for turn in only_episode(text).turns] == [
        ("Ada Byron", None),
        ("Bob Cole", 976_000),
        ("Ada Byron", None),
    ]


def test_chapters_above_the_turns_are_no_turns() -> None:
    text = (
        "Bells\n\n0:00 Intro\n1:10 The First Bell\n12:40 Who Pays\n40:10 Outro\n\n"
        f"Ada Byron  0:05\n{ADA}\n\nBob Cole  0:12\n{BOB}\n\nAda Byron  1:03:20\n{WHO}\n"
    )
    assert [turn.label for turn in only_episode(text).turns] == ["Ada Byron", "Bob Cole", "Ada Byron"]


def test_headings_between_turns_are_titles_of_sections() -> None:
    text = (
        f"## The First Bell\n\n**Ada Byron:** {ADA}\n\n**Bob Cole:** {BOB}\n\n"
        f"## Who Pays\n\n**Ada Byron:** {WHO}\n\n**Bob Cole:** {ALL}\n"
    )
    episode = only_episode(text)
    assert [turn.text for turn in episode.turns] == [ADA, BOB, WHO, ALL]
    assert [section.title for section in episode.sections][-1] == "Who Pays"


PROSE = (
    "I came to the harbour when I was nine, and the first thing that I heard there was a bell. "
    "It rang for the fog, my aunt said, and it rang for the dead, and you had to know which."
)


def test_prose_is_a_turn_a_paragraph_of_nobody_and_no_sure_thing() -> None:
    document = read_text(f"# The Fog Bell\n\n{PROSE}\n\n## Later\n\n{PROSE}\n")
    (episode,) = document.episodes
    assert document.confidence < 0.5 and episode.title == "The Fog Bell"
    assert [(turn.label, turn.text) for turn in episode.turns] == [("", PROSE), ("", PROSE)]
    assert episode.sections[-1].title == "Later"


@pytest.mark.parametrize("words", [PROSE, PROSE.replace(".", "").replace(",", "").lower()])
def test_an_endless_line_is_cut_into_readable_turns(words: str) -> None:
    episode = only_episode(" ".join([words] * 40))
    lengths = [len(turn.text.split()) for turn in episode.turns]
    assert sum(lengths) == 40 * len(words.split()) and max(lengths) < 500 and len(lengths) > 3


def test_a_page_of_components_and_notes_is_an_episode_without_transcript() -> None:
    text = (
        '---\ntitle: "The Fog Bell"\ndate: 2023-04-05\n---\nimport Player from "@site/player";\n\n'
        '# The Fog Bell, with Bob Cole\n\n<Player src="x.mp3" />\n\n'
        f"| Episode | Play |\n| --- | --- |\n| 3 | [here](https://a.example) |\n\n{PROSE}\n"
    )
    episode = only_episode(text)
    assert (episode.title, str(episode.published_on), episode.turns, str(episode.status)) == (
        "The Fog Bell, with Bob Cole",
        "2023-04-05",
        (),
        "none",
    )
    assert episode.notes == (PROSE,)


REFUSED = {
    "links": "\n".join(f"- [Bell {i}](https://bells.example/{i})" for i in range(40)),
    "addresses": "\n".join(f"https://bells.example/{i}/the-fog-bell-of-the-harbour" for i in range(40)),
    "numbers": "\n".join(f"{i} {i * 7} {i / 3:.2f}" for i in range(60)),
    "code": "import os\nfrom sys import argv\n\n\ndef main(path: str) -> None:\n"
    "    for name in os.listdir(path):\n"
    "        print(name, len(name))\n\n\nclass Bell:\n    tone: int = 3\n" * 6,
    "braces": "function ring(bell) {\n  if (bell.tone > 3) { return bell.ring(); }\n"
    "  const x = bells.map(b => b.tone);\n}\n" * 8,
    "log": "\n".join(f"2024-01-0{i % 9 + 1} 10:0{i % 6}:12 INFO server started {i}" for i in range(40)),
    "log with levels": "INFO: worker 3 started\nERROR: worker 4 failed\nWARNING: worker 5 is slow\n" * 10,
    "table": "| name | tone |\n| --- | --- |\n" + "\n".join(f"| bell {i} | {i} |" for i in range(30)),
    "numbers in columns": "name tone weight\n" + "\n".join(f"bell {i} {i} {i * 3}" for i in range(40)),
    "records": "\n".join(f"Name: Bell {i}\nTone: {i}\nWeight: {i * 3}" for i in range(12)),
    "shopping": "\n".join(["Ingredients:", "2 cups flour", "1 egg", "salt", "Steps:", "Mix", "Bake"] * 3),
    "chapters alone": "0:00 Intro\n1:10 The First Bell\n12:40 Who Pays\n40:10 Outro\n55:00 Credits\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_no_speech_is_refused_with_a_remedy(text: str) -> None:
    document = read_text(text)
    assert (document.episodes, codes(document)) == ((), ["no-speech"])


UNLABELLED = {
    "contract": "\n\n".join(
        f"{i}. Payment: The buyer shall pay the price of the bell within thirty days of its delivery."
        for i in range(1, 9)
    ),
    "poem": "The fog came in on a Sunday night\nand the bell began to ring,\n"
    "and nobody there could see a light\nor hear the sailors sing.\n\n" * 4,
    "essay with colons": f"{PROSE}\n\nWhat's it FUD: fear, doubt. Two things matter: tone.\n\n"
    f"{PROSE}\n\nNote: bells crack. Tip: oil the rope.\n",
    "notes": f"{PROSE}\n\nLinks: none\n\nMusic: The Slow Bellows\n\nHost: Ada Byron\n\nRecorded: in May\n",
}


@pytest.mark.parametrize("text", UNLABELLED.values(), ids=UNLABELLED)
def test_writing_that_is_no_talk_gets_no_speakers(text: str) -> None:
    document = read_text(text)
    assert document.confidence < 0.5
    assert {turn.label for episode in document.episodes for turn in episode.turns} <= {""}


def test_every_format_that_could_read_a_text_is_offered() -> None:
    document = parsing.parse(printed(LAYOUTS["name and colon"]).encode())
    assert [name for name, _ in document.candidates] == ["named-turns", "prose"]


def test_a_turn_that_goes_on_at_a_time_is_no_doubled_label() -> None:
    text = f"**Ada Byron:** {ADA}\n\n\\[04:10\\] {WHO}\n\n**Bob Cole:** {ALL}\n\n**Ada Byron:** {BOB}\n"
    assert "repeated-label" not in codes(read_text(text))


def test_times_inside_turns_without_a_time_of_their_own_are_kept() -> None:
    text = f"Ada Byron: {ADA} [00:01:10] {WHO}\nBob Cole: {ALL}\nAda Byron: {BOB}\nBob Cole: {WHO}\n"
    first, *_ = only_episode(text).turns
    assert (first.start_ms, first.cues) == (None, ((len(ADA) + 1, 70_000),))


SHORT = {
    "two turns": f"Ada Byron: {ADA}\nBob Cole: {BOB}\n",
    "a first name once": f"**Ada:** {ADA}\n\n**Bob:** {BOB}\n\n**Ada:** {WHO}\n",
    "answers of a word": f"Ada  0:05\n{WHO}\n\nBob  0:12\nYeah\n\nAda  0:20\nReally\n\nBob  0:30\n{ALL}\n",
    "letters": f"I: {ADA}\nR: {BOB}\nI: {WHO}\nR: {ALL}\n",
    "names in tabs": "".join(f"{name}\t{words}\n" for name, *_, words in TURNS * 2),
    "broadcast": f"ADA BYRON, HOST:\n\n{ADA}\n\n(SOUNDBITE OF MUSIC)\n\n"
    f"BOB COLE: {BOB}\n\nBYRON: {WHO}\n\nCOLE: {ALL}\n",
}
SPEAKERS = {
    "two turns": ["Ada Byron", "Bob Cole"],
    "a first name once": ["Ada", "Bob", "Ada"],
    "answers of a word": ["Ada", "Bob", "Ada", "Bob"],
    "letters": ["I", "R", "I", "R"],
    "names in tabs": ["Ada Byron", "Bob Cole"] * 4,
    "broadcast": ["ADA BYRON", "BOB COLE", "BYRON", "COLE"],
}


@pytest.mark.parametrize("name", SHORT)
def test_short_talks_are_read_too(name: str) -> None:
    turns = only_episode(SHORT[name]).turns
    assert [turn.label for turn in turns] == SPEAKERS[name] and all(turn.text for turn in turns)


def test_buttons_and_footers_of_a_page_are_neither_title_nor_speech() -> None:
    text = (
        "Home\nAbout\nEpisodes\n\nBells and Boats\n\nJanuary 3, 2022\n\nTranscript\n\n"
        f"{printed(LAYOUTS['bold name'])}"
        "Share this:\nTwitter\nFacebook\n\nRelated posts\nThe Fog Bell\n\n© 2022 Tin Hour\n"
    )
    episode = only_episode(text)
    assert (episode.title, str(episode.published_on), episode.turns[-1].text) == (
        "Bells and Boats",
        "2022-01-03",
        ALL,
    )
