"""Mails and web archives: what of them is the talk."""

import pytest

from transcripts import files
from transcripts.files import mail

TALK = "Ada Byron: Good morning, and welcome.\n\nBob Stone: Thank you.\n"


def text_of(header: str, body: str) -> str:
    taken = files.text_of(f"{header}\nMIME-Version: 1.0\n\n{body}".encode())
    assert taken is not None
    return taken.text or ""


def test_subject_and_day_stand_on_top_without_the_signs_of_replies() -> None:
    text = text_of(
        "From: a@example.org\nSubject: Fwd: RE: A talk\nDate: Mon, 4 Mar 2024 10:00:00 +0000", TALK
    )
    assert text.split("\n\n")[:3] == ["A talk", "2024-03-04", "Ada Byron: Good morning, and welcome."]


def test_replies_and_signatures_go_but_a_quoted_talk_stays() -> None:
    body = f"{TALK}\nOn Mon, 4 Mar 2024, Eve Hall wrote:\n> Send me the talk.\n\n-- \nAda\n"
    assert "Send me" not in text_of("Subject: x", body) and "Eve Hall" not in text_of("Subject: x", body)
    quoted = "".join(f"> {line}\n" for line in TALK.split("\n"))
    assert "\nAda Byron: Good" in text_of("Subject: x", quoted)


def test_the_talk_below_a_forwarding_line_is_the_mail() -> None:
    body = f"fyi\n\n-----Original Message-----\nFrom: Eve\nSent: Monday\nSubject: y\n\n{TALK}"
    assert text_of("Subject: x", body) == f"x\n\n{TALK}"


def test_lines_that_the_mail_program_broke_are_joined() -> None:
    words = "and so it went on for as long as the harbour was open to ships and"
    body = "\n".join(
        ["Ada Byron: Yes, I know.", f"Bob Stone: {words[:50]}", words, words, "boats.", "", "Ada Byron: No."]
        * 3
    )
    assert f"{words} {words} boats." in text_of("Subject: x", body)
    flowed = "Ada Byron: Good \nmorning to \nyou.\nBob Stone: Hi.\n"
    assert "Ada Byron: Good morning to you.\n" in text_of("Content-Type: text/plain; format=flowed", flowed)


def test_pages_are_handed_on_as_pages() -> None:
    parts = (
        "From: <Saved by a browser>\nSubject: A page\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n'
        "Content-Transfer-Encoding: quoted-printable\n\n<html><p><b>Ada:</b> Caf=C3=A9.</p></html>\n--b--\n"
    )
    taken = files.text_of(parts.encode())
    assert taken is not None and taken.text is not None
    assert taken.text.startswith("<!DOCTYPE html><title>A page</title><html><p><b>Ada:</b> Café.</p>")


def test_attachments_are_named() -> None:
    raw = (
        b'MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nAda: Hello.\n'
        b'--b\nContent-Disposition: attachment; filename="talk.txt"\n\nBob: Hi.\n--b--\n'
    )
    taken = files.text_of(raw)
    assert taken is not None and "Bob" not in (taken.text or "")
    assert "“talk.txt”" in taken.problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "From: the beginning\nTo: the end\n\nAda Byron: Hello.\n",
        "Title: A talk\nDate: 2024-03-04\nSubject: bees\n\nAda Byron: Hello.\n",
        "Ada: Hello.\nBob: Hi.\nAda: From here?\n",
        "Host: Hello.\nGuest: Hi.\n",
    ],
)
def test_transcripts_with_facts_on_top_are_no_mails(text: str) -> None:
    assert not mail.recognises(text.encode())


def test_parts_in_parts_in_parts_end() -> None:
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n' for depth in range(3000)
    )
    taken = files.text_of(f"MIME-Version: 1.0\nSubject: x\n{nested}".encode())
    assert taken is not None and taken.problems[0].code == "broken-file"
