"""Documents that make a careless parser slow: thousands of small, odd or repeated parts, of any length."""

from collections.abc import Callable

LETTERS = "abcdefghijklmnopqrstuvwxyz"
Line = Callable[[int], str]


def name(number: int) -> str:
    """A different word with a capital for each number."""
    letters = ""
    while number:
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return letters.title() or "A"


def clock(second: int) -> str:
    """A time code of a second."""
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


# Each gives the part of a number; what stands before the first is in BEGINNINGS.
PARTS: dict[str, Line] = {
    "thousands of labels": lambda i: f"{name(i * 7919)} Xa: Hello you.\n",
    "labels that come twice": lambda i: f"{name(i // 2 * 7919)} Xa: Hello you.\n",
    "thousands of labels with times": lambda i: f"[{clock(i)}] {name(i // 2 * 7919)}: Hello.\n",
    "thousands of names and companies": lambda i: (
        f"{name(i * 7919)} {name(i * 31)} (Host): I am {name(i * 7919)} from {name(i)} Inc.\n"
    ),
    "turns of a letter": lambda i: "Ab: x\nCd: y?\n",
    "questions and answers": lambda i: "Q. a?\nA. b.\n",
    "dashes": lambda i: "- A\n",
    "lines of a letter": lambda i: "a\n",
    "times that go back": lambda i: f"Ada Byron ({clock(1 if i % 2 else 119)}): Yes it is.\n",
    "times that fall": lambda i: f"Ada Byron ({clock(90_000 - i)}): Yes it is.\n",
    "times alone": lambda i: "0:01\n",
    "times in words": lambda i: "so [0:01] ",
    "labels in one line": lambda i: "[0:02] CD: a ",
    "labels glued to words": lambda i: "hello you.Ab Cd: ",
    "headings between turns": lambda i: f"## Part {i}\n\nAda: Yes.\nBob: So?\n",
    "episodes without end": lambda i: f"Episode {i}: A Title\nAda: Hi.\nBob: Yes.\n",
    "sponsor markers": lambda i: "[SPONSOR MESSAGE]\nAda: Yes.\nBob: So?\n",
    "sponsor reads": lambda i: "Thanks to Acme for sponsoring, go to acme.com/x and get 20% off. ",
    "addresses": lambda i: "go to a.b.c.",
    "repeated words": lambda i: "and so it goes on and on, ",
    "rows of a table": lambda i: "0\t1\ta\n",
    "rows of turns": lambda i: "Ada,0:01,a\n",
    "a catalogue": lambda i: f"{i},T{i},2020-01-01,Bob\n",
    "lines of lyrics": lambda i: "[00:01.00]a\n",
    "subtitles": lambda i: f"{i}\n{clock(i)},000 --> {clock(i)},900\nHello there.\n\n",
    "subtitles with labels": lambda i: f"{clock(i)}.000 --> {clock(i)}.900\n{name(i * 7919)}: Hello.\n\n",
    "data": lambda i: f'{{"start":{i},"end":{i},"speaker":"{name(i)}","text":"a"}},',
    "rows of a page": lambda i: f"<tr><td>A{i % 7}</td><td>hey you</td></tr>",
    "bold labels of a page": lambda i: f"<p><b>{name(i * 7919)}:</b> Hi.</p>",
    "definitions": lambda i: "<dt>Ada<dd>a",
    "line breaks": lambda i: "<br>a",
    "open elements": lambda i: "<div>a",
    "open brackets": lambda i: "[a](",
    "asterisks": lambda i: "**a ",
    "front matter": lambda i: f"key{i}: b\n",
}
BEGINNINGS = {
    "times in words": "Ada: Hi.\nBob: Yes.\nAda: ",
    "labels in one line": "[0:01] AB: ",
    "addresses": "Ada: Hi.\nBob: ",
    "repeated words": "Ada: ",
    "rows of turns": "speaker,time,text\n",
    "a catalogue": "number,title,date,guest\n",
    "subtitles with labels": "WEBVTT\n\n",
    "data": '{"segments":[',
    "rows of a page": "<html><body><table>",
    "line breaks": "<p>",
    "front matter": "---\n",
}
ENDS = {"data": '{"start":1,"end":2,"text":"a"}]}', "front matter": "---\nAda: Hi.\n"}


def hard(kind: str, size: int) -> bytes:
    """The document of a kind with about so many characters."""
    parts, length, number = [BEGINNINGS.get(kind, "")], 0, 0
    while length < size:
        number += 1
        parts.append(PARTS[kind](number))
        length += len(parts[-1])
    return "".join([*parts, ENDS.get(kind, "")]).encode()
