"""Markup other than Markdown: wikis, Org, chats, numbered lines and tables hold the same turns."""

import pytest

from transcripts.reading.spellings import as_markdown
from transcripts.tests.reading import only_episode, read_text, spoken

ADA = "Welcome to Tin Hour, where we talk about boats and bells and who pays for them."
BOB = "Thanks for having me. I have been looking forward to this for weeks."
WHO = "So who pays for a bell these days?"
ALL = "Everybody who hears it, one way or another: at 10:30 in the morning it is loud."
TALK = [("Ada", ADA), ("Bob", BOB), ("Ada", WHO), ("Bob", ALL)]
LINES = [(name, words, f"0:0{place}") for place, (name, words) in enumerate(TALK)]


def each(form: str, times: int = 1) -> str:
    """The turns, each in this form."""
    return "".join(form.format(name=name, words=words, time=time) for name, words, time in LINES * times)


SPELLED = {
    "wiki": "== Transcript ==\n" + each("'''{name}:''' {words}\n\n") + "[[Category:Talks]]\n",
    "wiki page with a box": "{{Infobox|number=3}}\n" + each("'''{name}:''' {words}\n\n"),
    "org headings": "#+TITLE: Bells\n\n* Transcript\n" + each("** {name} [{time}]\n{words}\n"),
    "names in a chat": each("<{name}> {words}\n"),
    "times in a chat": each("[10:00:05] <{name}> {words}\n"),
    "chat of a meeting": each("10:00:05 From {name} to Everyone:\n\t{words}\n"),
    "linked times": each("**{name}** [({time})](https://tin.example/watch?v=1&t=5) {words}\n\n"),
    "times linked in brackets": each("**{name}** ([{time}](https://tin.example/?t=5)): {words}\n\n"),
    "times at the end": each("{name}: {words} #00:0{time}-3#\n"),
    "messages with days": each("05/03/2024, 10:0{time} - {name}: {words}\n").replace("10:00:0", "10:0"),
    "messages with days in brackets": each("[05.03.24, 10:0{time}] {name}: {words}\n"),
    "names beside hours": each("{name}  10:02 AM\n{words}\n\n"),
    "callouts": each("> [!quote] {name}\n> {words}\n\n"),
    "shortcodes": each('{{{{< speaker "{name}" >}}}}\n{words}\n\n'),
    "components": "Bells\n\n" + each('<Speaker name="{name}">\n{words}\n</Speaker>\n\n'),
    "offices": each("{name} -- Chief Executive Officer\n\n{words}\n\n"),
    "analysts": each("Q - {name}: {words}\n\n"),
    "fat points": each("● {name}: {words}\n"),
    "pictures": each("🎙️ {name}: {words}\n\n"),
    "latex": "\\documentclass{article}\n\\title{Bells}\n\\begin{document}\n\\begin{description}\n"
    + each("\\item[{name}:] {words}\n")
    + "\\end{description}\n\\end{document}\n",
    "latex dialogue": "\\title{Bells}\n\\begin{document}\n" + each("\\speak{{{name}}} {words}\n"),
    "wiki page with a box of lines": "{{Infobox talk\n| number = 3\n}}\n" + each("'''{name}:''' {words}\n\n"),
    "terms of org": "#+TITLE: Bells\n\n" + each("- {name} :: {words}\n"),
    "forum": "[quote]By a volunteer[/quote]\n\n" + each("[b]{name}:[/b] {words}\n"),
    "names before a pointed bracket": each("{name}> {words}\n"),
    "names in round brackets": each("({name}) {words}\n\n"),
    "commands of a site around": "{{{{< talk >}}}}\n".format()
    + each("{name}: {words}\n")
    + "{{< /talk >}}\n",
    "corner brackets": each("{name}「{words}」\n"),
    "table below a title": "# Bells\n\n| Who | When | What |\n|:--|:-:|---|\n"
    + each("| {name} | {time} | {words} |\n"),
    "table alone": "| Speaker | Text |\n| --- | --- |\n" + each("| {name} | {words} |\n"),
    "table without edges": "Speaker | Text\n--- | ---\n" + each("{name} | {words}\n"),
    "table without times": "Bells\n\n| Who | What |\n| --- | --- |\n" + each("| {name} | {words} |\n"),
}


@pytest.mark.parametrize("name", SPELLED)
def test_turns_are_read_in_every_spelling(name: str) -> None:
    assert spoken(only_episode(SPELLED[name])) == TALK


@pytest.mark.parametrize("form", ["{number}. {words}", "{number:>2}  {words}"], ids=["list", "court"])
def test_numbers_of_lines_are_no_speech(form: str) -> None:
    lines = each("{name}: {words}\n", times=4).splitlines()
    text = "\n".join(form.format(number=number, words=line) for number, line in enumerate(lines, 1))
    assert spoken(only_episode(text)) == TALK * 4


def test_initials_with_a_full_stop_are_labels() -> None:
    text = each("{name}. {words}\n\n", times=3).replace("Ada.", "AB.").replace("Bob.", "IS.")
    assert [label for label, _ in spoken(only_episode(text))] == ["AB", "IS"] * 6


def test_styles_with_a_full_stop_are_labels() -> None:
    text = (
        each("    {name}. {words}\n", times=3)
        .replace(" Ada.", " Mr. COLE.")
        .replace(" Bob.", " The CHAIRMAN.")
    )
    assert [label for label, _ in spoken(only_episode(text))] == ["Mr. COLE", "The CHAIRMAN"] * 6


def test_times_said_aloud_to_those_who_hear_the_page_are_no_speech() -> None:
    text = "".join(f"0:{n:02d}\n{n} seconds\nand so we rang it again\n" for n in range(10, 58, 4))
    text += "1:02\n1 minute, 2 seconds\nand then it was done.\n"
    assert "second" not in " ".join(turn.text for turn in only_episode(text).turns)


def test_handles_in_lower_case_are_labels_where_they_come_back() -> None:
    text = each("{name}: {words}\n", times=2).replace("Ada:", "ada_b:").replace("Bob:", "bob:")
    assert [label for label, _ in spoken(only_episode(text))] == ["ada_b", "bob"] * 4
    once = each("{name}: {words}\n", times=2).replace("Ada:", "ada:", 1)
    assert [label for label, _ in spoken(only_episode(once))] == ["Ada", "Bob"] * 4


def test_full_names_in_lower_case_are_labels_where_they_are_printed_otherwise_too() -> None:
    text = each("{name} Cole: {words}\n", times=2).replace("Ada Cole:", "ada cole:", 1)
    assert [label for label, _ in spoken(only_episode(text))] == ["Ada Cole", "Bob Cole"] * 4


@pytest.mark.parametrize("prompt", ["mysql> select one row;\n", "(laughs) And so it was.\n"])
def test_one_name_in_signs_is_nobody(prompt: str) -> None:
    assert not any(turn.label for episode in read_text(prompt * 9).episodes for turn in episode.turns)


def test_kinds_of_changes_are_no_handles() -> None:
    text = "".join(f"fix: mend the bell {n}\nfeat: ring it {n} times\n" for n in range(9))
    assert not any(turn.label for episode in read_text(text).episodes for turn in episode.turns)


def test_lines_keep_their_numbers() -> None:
    for text in SPELLED.values():
        assert as_markdown(text).count("\n") == text.count("\n")


@pytest.mark.parametrize("text", ["WEBVTT\n\n", "<p>Ada</p>", "Ada: 3 < 4 > 2. To be | not.\n", "'''", ""])
def test_what_is_spelled_in_no_such_way_stays(text: str) -> None:
    assert as_markdown(text) == text
