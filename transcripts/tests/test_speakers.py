"""Whom labels stand for: certain, probable, nobody; the wrong person is worse than none."""

import pytest

from transcripts.documents import SpeakerRole
from transcripts.reading.introductions import greeted, self_named
from transcripts.reading.labelroles import people_of, role_of
from transcripts.reading.speakers import resolve
from transcripts.reading.speech import Speech

ADA, BOB = "Ada Byron", "Bob Cole"
HELLO = "Welcome to Tin Hour. I'm your host, Ada Byron, and today I am joined by Bob Cole."


def who(
    *spoken: tuple[str, str], title: str = "", hosts: tuple[str, ...] = (), guests: tuple[str, ...] = ()
) -> dict[str, tuple[str | None, str | None]]:
    """(name, proposed) of each label of a talk."""
    found = resolve([Speech(*turn) for turn in spoken], title, (), frozenset(hosts), guests)
    return {label: (speaker.name, speaker.proposed) for label, speaker in found.items()}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Ada Byron", ADA),
        ("Ada", ADA),
        ("ada", ADA),
        ("Byron", ADA),
        ("AB", ADA),
        ("A. Byron", ADA),
        ("Ada B.", ADA),
        ("Dr. Ada Byron", ADA),
        ("Ada Byron (Host)", ADA),
        ("Ada Byron, Tin Works", ADA),
        ("ADA BYRON", ADA),
        ("Bob", BOB),
        ("Eve", None),
        ("XY", None),
    ],
)
def test_a_label_that_fits_one_person_who_is_introduced_is_that_person(label: str, name: str | None) -> None:
    assert who(("Host", HELLO), (label, "So it went."))[label] == (name, None)


@pytest.mark.parametrize(
    ("label", "spoken", "proposed"),
    [
        ("Speaker 1", "Hello. I'm your host Ada Byron.", ADA),
        ("SPEAKER_00", "My name is Ada Byron and I make tin.", ADA),
        ("spk_0", "Hi, I'm Ada Byron.", ADA),
        ("Sprecher 1", "Guten Tag, ich bin Ada Byron und mache Zinn.", ADA),
        ("Locuteur 2", "Je m'appelle Ada Byron.", ADA),
        ("Speaker 1", "If I'm Ada Byron, I stay at home.", None),
        ("Speaker 1", "Pretend my name is Ada Byron.", None),
        ("Speaker 1", "She wrote: “I'm Ada Byron”, and left.", None),
        ("Speaker 1", "I'm Ada Byron's sister.", None),
        ("Speaker 1", "I'm Ada Byron. And I'm Bob Cole.", None),
        ("Speaker 1", "I'm thinking of Ada Byron.", None),
        ("Unknown Speaker", "I'm Ada Byron.", None),
        ("Music", "I'm Ada Byron.", None),
        ("Both", "I'm Ada Byron.", None),
    ],
)
def test_a_voice_that_says_its_name_is_proposed_and_never_bound(
    label: str, spoken: str, proposed: str | None
) -> None:
    assert who((label, spoken))[label] == (None, proposed)


@pytest.mark.parametrize(
    ("asked", "proposed"),
    [
        ("Bob, welcome to the show.", BOB),
        ("Welcome, Bob.", BOB),
        ("Bob Cole, thank you so much for coming.", BOB),
        ("Herzlich willkommen, Bob.", BOB),
        ("Bienvenue, Bob.", BOB),
        ("Bob and Eve, welcome.", None),
        ("Ada, Bob, welcome.", None),
        ("Welcome, everyone.", None),
    ],
)
def test_a_voice_that_is_greeted_by_name_is_proposed(asked: str, proposed: str | None) -> None:
    found = who(("Ada Byron", asked), ("Speaker 2", "Hello."), guests=(BOB,))
    assert found["Speaker 2"] == (None, proposed)


@pytest.mark.parametrize(
    ("label", "proposed"),
    [
        ("Bob", BOB),
        ("Bop", None),
        ("@bobcole", BOB),
        ("bcole", BOB),
        ("@cole_b", BOB),
        ("@tinman", None),
        ("Guest", BOB),
        ("A", BOB),
        ("Host", ADA),
        ("Q", ADA),
        ("Theodor", "Theodore Lind"),
        ("Theodora Lind", "Theodore Lind"),
        ("Thea Lind", None),
        ("Theodor Lind", "Theodore Lind"),
    ],
)
def test_what_only_a_list_outside_the_talk_suggests_is_proposed(label: str, proposed: str | None) -> None:
    guests = ("Theodore Lind",) if label.startswith("Theo") else (BOB,)
    name, suggested = who((label, "So it went."), hosts=(ADA,), guests=guests)[label]
    assert suggested == proposed and name in (None, label if " " in label else None)


@pytest.mark.parametrize(
    ("label", "people"),
    [
        ("Ada and Bob", ("Ada", "Bob")),
        ("Ada/Bob", ("Ada", "Bob")),
        ("Ada Byron & Bob Cole", (ADA, BOB)),
        ("Ada und Bob", ("Ada", "Bob")),
        ("Ada y Bob", ("Ada", "Bob")),
        ("Ada Byron y Bob Cole", (ADA, BOB)),
        ("Santiago Ramón y Cajal", ()),
        ("Jordi Puig i Serra", ()),
        ("Ada Byron", ()),
        ("Q&A", ()),
        ("Anderson", ()),
    ],
)
def test_a_label_of_two_people_is_neither_of_them(label: str, people: tuple[str, ...]) -> None:
    assert people_of(label) == people
    if people:
        found = who(("Ada Byron", HELLO), (label, "Thanks for having us. I'm Bob Cole."), guests=(BOB,))
        assert found[label] == (None, None)


def test_two_who_fit_are_nobody_and_a_mention_is_no_guest() -> None:
    two = "Today I am talking with Tom Reed and Tom Vale."
    assert who(("Ada Byron", two), ("Tom", "Hello."))["Tom"] == (None, None)
    mentioned = "We begin with a song by Tom Reed."
    assert who(("Ada Byron", mentioned), ("Tom", "Hello."))["Tom"] == (None, "Tom Reed")


def test_a_usual_host_is_bound_only_where_the_label_speaks_as_one() -> None:
    assert who(("Ada", "Welcome to Tin Hour."), hosts=(ADA,))["Ada"] == (ADA, None)
    assert who(("Ada", "It melts at once."), hosts=(ADA,))["Ada"] == (None, ADA)
    assert who(("Ada", "Welcome to Tin Hour."), hosts=(ADA, "Ada Lind"))["Ada"] == (None, None)
    assert who(("Ada", "Welcome to Tin Hour."), hosts=(ADA,), guests=("Ada Lind",))["Ada"] == (None, None)


def test_a_name_taken_by_a_certain_label_is_not_proposed_for_a_number() -> None:
    assert who(("Ada Byron", "Hi."), ("Speaker 2", "I'm Ada Byron."))["Speaker 2"] == (None, None)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        *[(x, SpeakerRole.HOST) for x in ("Host", "Interviewer", "Moderator", "Q", "Host 2", "Moderatorin")],
        *[(x, SpeakerRole.GUEST) for x in ("Guest", "Interviewee", "A", "Gast", "Guest 1", "Invitée")],
        *[(x, SpeakerRole.ANNOUNCER) for x in ("Announcer", "Jingle", "MUSIC", "Voix off", "Voice-over")],
        *[(x, SpeakerRole.UNKNOWN) for x in ("Speaker 1", "SPEAKER_03", "spk_0", "Unknown", "Both", "3")],
        *[(x, None) for x in ("Ada", "AB", "Ada Byron", "Skot 9000", "Hosta", "Speakerman")],
    ],
)
def test_roles_are_no_people(label: str, role: SpeakerRole | None) -> None:
    assert role_of(label) is role
    assert (who((label, "So it went."))[label][0] is None) is (role is not None or " " not in label)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Welcome to Tin Hour.", "Thanks for having me."),
        ("Herzlich willkommen zu Zinn.", "Danke für die Einladung."),
        ("Bienvenue dans Étain.", "Merci de m'avoir invité."),
        ("Bienvenidos a Estaño.", "Gracias por invitarme."),
    ],
)
def test_host_and_guest_are_told_by_what_they_say_in_many_languages(first: str, second: str) -> None:
    for one, two in (("Speaker 1", "Speaker 2"), ("Ada", "Bob")):
        found = resolve([Speech(one, first), Speech(two, second)], "", ())
        assert [speaker.role for speaker in found.values()] == [SpeakerRole.HOST, SpeakerRole.GUEST]


def test_names_are_read_from_plain_statements_only() -> None:
    assert self_named("I am José M. Ibáñez, a tinsmith.") == "José M. Ibáñez"
    assert self_named("I'm Head Of Engineering.") is None
    assert greeted("Welcome to Tin Hour.") is None
