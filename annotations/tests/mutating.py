"""Changes to a text, each made by chance from a seed, that keep account of where every word went.

`MUTATIONS` names them all. Each takes an old draft and gives the old one (some plant look-alikes in it first)
and the new one.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from annotations.tests.drafts import SPACE, Draft, Piece, Speech

Mutation = Callable[[Draft, random.Random], tuple[Draft, Draft]]
Pieces = tuple[Piece, ...]
Sentence = tuple[int, int, int]  # the speech, its first piece, its end

NEW_WORDS = (
    "well actually so perhaps Envoy Kubernetes 🎁 naïve twelve remember 𝒳-ray harbour café never the of and"
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mended(word: str, chance: random.Random) -> str:
    """A word with one letter doubled, dropped, exchanged or replaced."""
    letters = [at for at, letter in enumerate(word) if letter.isalpha()]
    if not letters:
        return word + chance.choice(LETTERS)
    at = chance.choice(letters)
    other = chance.choice([letter for letter in LETTERS if letter != word[at].casefold()])
    ways = [word[:at] + other + word[at:], word[:at] + other + word[at + 1 :]]
    if len(letters) > 2:
        ways.append(word[:at] + word[at + 1 :])
    return chance.choice(ways)


def _each_speech(draft: Draft, change: Callable[[Pieces], Pieces]) -> Draft:
    speeches = [replace(speech, pieces=change(speech.pieces)) for speech in draft.speeches]
    return replace(draft, speeches=tuple(speech for speech in speeches if speech.text.strip()))


def _vocabulary(draft: Draft) -> list[str]:
    words = [piece.text for speech in draft.speeches for piece in speech.pieces if piece.is_word]
    return words + NEW_WORDS.split() * max(1, len(words) // 60)


def _typos(draft: Draft, chance: random.Random, share: float) -> tuple[Draft, Draft]:
    def change(pieces: Pieces) -> Pieces:
        return tuple(
            piece.rewritten(mended(piece.text, chance))
            if piece.is_word and chance.random() < share
            else piece
            for piece in pieces
        )

    return draft, _each_speech(draft, change)


def _inserted(draft: Draft, chance: random.Random, share: float) -> tuple[Draft, Draft]:
    words = _vocabulary(draft)

    def change(pieces: Pieces) -> Pieces:
        found: list[Piece] = []
        for piece in pieces:
            if piece.is_word and chance.random() < share:
                found += [Piece(chance.choice(words)), SPACE]
            found.append(piece)
        return tuple(found)

    return draft, _each_speech(draft, change)


def _without(pieces: Sequence[Piece], gone: Callable[[Piece], bool]) -> Pieces:
    """Pieces without some words and the space behind each; never beginning or ending in a space."""
    found: list[Piece] = []
    skipping = False
    for piece in pieces:
        if piece.is_word:
            skipping = gone(piece)
        if not skipping and (piece.is_word or found):
            found.append(piece)
    while found and not found[-1].is_word:
        found.pop()
    return tuple(found)


def _deleted(draft: Draft, chance: random.Random, share: float) -> tuple[Draft, Draft]:
    return draft, _each_speech(draft, lambda pieces: _without(pieces, lambda _: chance.random() < share))


def _edited(draft: Draft, chance: random.Random, share: float) -> tuple[Draft, Draft]:
    """A third of the share each: words mended, inserted, deleted."""
    _, new = _typos(draft, chance, share / 3)
    _, new = _deleted(new, chance, share / 3)
    _, new = _inserted(new, chance, share / 3)
    return draft, new


def sentences(draft: Draft, least: int = 1) -> list[Sentence]:
    """Every sentence of at least so many words; a turn's last ends with the turn."""
    found = []
    for index, speech in enumerate(draft.speeches):
        first = 0
        for at, piece in enumerate(speech.pieces):
            last = at == len(speech.pieces) - 1
            if last or (piece.is_word and piece.ends_sentence):
                if sum(one.is_word for one in speech.pieces[first : at + 1]) >= least:
                    found.append((index, first, at + 1))
                first = min(at + 2, len(speech.pieces))
    return found


def _cut(speech: Speech, first: int, end: int) -> Speech:
    gone = set(map(id, speech.pieces[first:end]))
    return replace(speech, pieces=_without(speech.pieces, lambda piece: id(piece) in gone))


def _put(speech: Speech, at: int, pieces: Pieces) -> Speech:
    """A sentence put in before the piece at `at`, which begins a sentence, or at the end."""
    if at >= len(speech.pieces):
        return replace(speech, pieces=(*speech.pieces, SPACE, *pieces))
    return replace(speech, pieces=(*speech.pieces[:at], *pieces, SPACE, *speech.pieces[at:]))


def _with(draft: Draft, index: int, speech: Speech) -> Draft:
    speeches = (*draft.speeches[:index], speech, *draft.speeches[index + 1 :])
    return replace(draft, speeches=tuple(one for one in speeches if one.text.strip()))


def _moved_turns(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """Blocks of one to four turns, a tenth of the text, put elsewhere."""
    speeches = list(draft.speeches)
    for _ in range(max(1, len(speeches) // 25)):
        count = chance.randint(1, 4)
        at = chance.randrange(len(speeches))
        block = speeches[at : at + count]
        del speeches[at : at + count]
        to = chance.randint(0, len(speeches))
        speeches[to:to] = block
    return draft, replace(draft, speeches=tuple(speeches))


def _moved_paragraphs(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """Runs of one to five sentences put to another place, of the same speaker or of anybody."""
    new = draft
    for _ in range(max(2, len(draft.speeches) // 25)):
        found = sentences(new)
        index, first, _ = found[at := chance.randrange(len(found))]
        run = [one for one in found[at : at + chance.randint(1, 5)] if one[0] == index]
        speech = new.speeches[index]
        pieces = speech.pieces[first : run[-1][2]]
        rest = _cut(speech, first, run[-1][2])
        if not rest.text.strip():
            continue
        new = _with(new, index, rest)
        places = [
            one
            for one in sentences(new)
            if chance.random() < 0.3 or new.speeches[one[0]].speaker == speech.speaker
        ]
        if places:
            to, before, _ = chance.choice(places)
            new = _with(new, to, _put(new.speeches[to], before, pieces))
        else:
            new = replace(new, speeches=(*new.speeches, replace(speech, pieces=pieces)))
    return draft, new


def _split(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """A third of the turns, divided at one space; half of the second parts are somebody else's."""
    speeches: list[Speech] = []
    speakers = sorted({speech.speaker or "" for speech in draft.speeches})
    for speech in draft.speeches:
        spaces = [at for at, piece in enumerate(speech.pieces) if not piece.is_word]
        if spaces and chance.random() < 1 / 3:
            at = chance.choice(spaces)
            other = chance.choice(speakers) if chance.random() < 0.5 else speech.speaker
            speeches.append(replace(speech, pieces=speech.pieces[:at]))
            speeches.append(replace(speech, pieces=speech.pieces[at + 1 :], speaker=other))
        else:
            speeches.append(speech)
    return draft, replace(draft, speeches=tuple(speeches))


def _merged(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """A third of the turns joined to the one before, whoever spoke."""
    speeches = [draft.speeches[0]]
    for speech in draft.speeches[1:]:
        if chance.random() < 1 / 3:
            before = speeches.pop()
            speeches.append(replace(before, pieces=(*before.pieces, SPACE, *speech.pieces)))
        else:
            speeches.append(speech)
    return draft, replace(draft, speeches=tuple(speeches))


def _reattributed(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """A quarter of the turns given to somebody else, or made sponsor reads; a few words mended beside."""
    speakers = [*sorted({speech.speaker or "" for speech in draft.speeches}), "Somebody Else"]
    speeches = [
        replace(speech, speaker=chance.choice(speakers), is_sponsor=chance.random() < 0.3)
        if chance.random() < 0.25
        else speech
        for speech in draft.speeches
    ]
    _, new = _typos(replace(draft, speeches=tuple(speeches)), chance, 0.005)
    return draft, new


def _almost(pieces: Pieces, chance: random.Random, words: list[str], changes: int) -> Pieces:
    """A copy of a sentence, new to the text, with so many of its words replaced."""
    copy = [Piece(piece.text) for piece in pieces]
    places = [at for at, piece in enumerate(copy) if piece.is_word]
    for at in chance.sample(places, min(changes, len(places))):
        copy[at] = Piece(chance.choice([word for word in words if word != copy[at].text]))
    return tuple(copy)


def _lookalikes(
    draft: Draft,
    chance: random.Random,
    *,
    changes: int,
    deleted: bool,
    before: bool,
    near: bool = False,
) -> tuple[Draft, Draft]:
    """Sentences with a likeness planted, in the old text already or only in the new one; the right one is
    edited or deleted then. `near`: the likeness stands right behind it."""
    words = _vocabulary(draft)
    old = draft
    rights: list[tuple[int, ...]] = []
    for _ in range(12):
        found = sentences(old, least=4)
        index, first, end = chance.choice(found)
        right = old.speeches[index].pieces[first:end]
        if any(piece.origin is None for piece in right):
            continue
        apart = [one for one in found if one[0] != index or one[1] not in (first, end, end + 1)]
        to, at, _ = (index, end + 1, end) if near else chance.choice(apart)
        likeness = _almost(right, chance, words, changes)
        old = _with(old, to, _put(old.speeches[to], at, likeness))
        rights.append(tuple(piece.origin for piece in right if piece.origin is not None))
    planted = old.rebased() if before else draft
    new = planted if before else old
    where = {piece.origin: offset for offset, piece in old.placed()} if before else {}
    targets = []
    gone: set[int | None] = set()
    for origins in rights:
        mine = [where[origin] for origin in origins] if before else list(origins)
        gone.update(mine)
        targets.append((mine[0], mine[-1] + 1))
    ends = {offset: offset + piece.length for offset, piece in planted.placed()}
    targets = [(start, ends[last - 1]) for start, last in targets]
    if deleted:
        new = _each_speech(new, lambda pieces: _without(pieces, lambda piece: piece.origin in gone))
    else:
        new = _each_speech(
            new,
            lambda pieces: tuple(
                piece.rewritten(mended(piece.text, chance))
                if piece.origin in gone and piece.is_word and chance.random() < 0.2
                else piece
                for piece in pieces
            ),
        )
    return replace(planted, targets=tuple(targets)), new


def _retranscribed(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """Another transcription: words heard otherwise, left out and put in, other signs, other turns."""

    def change(pieces: Pieces) -> Pieces:
        found: list[Piece] = []
        for piece in pieces:
            if piece.is_word and chance.random() < 0.03:
                text = piece.text
                piece = piece.rewritten(text.lower() if text != text.lower() else text.capitalize())
            if piece.is_word and "," in piece.text and chance.random() < 0.3:
                piece = piece.rewritten(piece.text.replace(",", ""))
            found.append(piece)
            if piece.is_word and chance.random() < 0.05:
                found.append(Piece(","))
        return tuple(found)

    _, new = _edited(_each_speech(draft, change), chance, 0.12)
    _, new = _merged(new, chance)
    _, new = _split(new, chance)
    return draft, new


def _line_ends(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """Byte-order marks before turns, carriage returns in and behind them, as careless tools leave them."""
    speeches: list[Speech] = []
    for speech in draft.speeches:
        pieces = [
            piece.rewritten("\r\n") if not piece.is_word and chance.random() < 0.01 else piece
            for piece in speech.pieces
        ]
        mark = [Piece("\ufeff")] if not speeches or chance.random() < 0.1 else []
        speeches.append(replace(speech, pieces=(*mark, *pieces, Piece("\r"))))
    return draft, replace(draft, speeches=tuple(speeches))


def _normal(form: Literal["NFC", "NFD"]) -> Callable[[str], str]:
    return lambda text: unicodedata.normalize(form, text)


def _rewritten(draft: Draft, change: Callable[[str], str]) -> Draft:
    def pieces_of(pieces: Pieces) -> Pieces:
        return tuple(piece.rewritten(change(piece.text)) for piece in pieces)

    return _each_speech(draft, pieces_of)


def _accents(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """An old text with composed accents, a new one with combining ones, or the other way round."""
    accented = _rewritten(draft, lambda text: re.sub("e", "é", text) if chance.random() < 0.05 else text)
    composed, apart = _normal("NFC"), _normal("NFD")
    if chance.random() < 0.5:
        composed, apart = apart, composed
    old = _rewritten(accented, composed).rebased()
    return old, _rewritten(old, apart)


def _astral(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """Signs beyond the basic plane in the old text, more of them and fewer of them in the new one."""
    signs = ("🎁", "👩‍🚀", "𝒳", "🇬🇧", "𠮷野家")

    def sprinkled(pieces: Pieces) -> Pieces:
        found: list[Piece] = []
        for piece in pieces:
            if piece.is_word and chance.random() < 0.02:
                found += [Piece(chance.choice(signs)), SPACE]
            found.append(piece)
        return tuple(found)

    old = _each_speech(draft, sprinkled).rebased()
    _, new = _deleted(_each_speech(old, sprinkled), chance, 0.01)
    return old, new


def _everything(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    """Several changes at once."""
    old, new = _lookalikes(draft, chance, changes=1, deleted=True, before=True)
    for change in (_moved_paragraphs, _moved_turns, _split, _merged, _reattributed):
        _, new = change(new, chance)
    _, new = _edited(new, chance, 0.03)
    return old, new


def _unchanged(draft: Draft, chance: random.Random) -> tuple[Draft, Draft]:
    return draft, draft


MUTATIONS: dict[str, Mutation] = {
    "nothing changed": _unchanged,
    "typos mended, 2 %": partial(_typos, share=0.02),
    "words inserted, 1 %": partial(_inserted, share=0.01),
    "words inserted, 5 %": partial(_inserted, share=0.05),
    "words inserted, 10 %": partial(_inserted, share=0.10),
    "words deleted, 1 %": partial(_deleted, share=0.01),
    "words deleted, 5 %": partial(_deleted, share=0.05),
    "words deleted, 10 %": partial(_deleted, share=0.10),
    "words edited, 5 %": partial(_edited, share=0.05),
    "words edited, 10 %": partial(_edited, share=0.10),
    "turns moved": _moved_turns,
    "paragraphs moved": _moved_paragraphs,
    "turns split": _split,
    "turns merged": _merged,
    "turns re-attributed": _reattributed,
    "look-alike there, right one edited": partial(_lookalikes, changes=1, deleted=False, before=True),
    "look-alike there, right one deleted": partial(_lookalikes, changes=1, deleted=True, before=True),
    "look-alike behind it, right one deleted": partial(
        _lookalikes, changes=1, deleted=True, before=True, near=True
    ),
    "look-alike comes, right one deleted": partial(_lookalikes, changes=1, deleted=True, before=False),
    "equal there, right one edited": partial(_lookalikes, changes=0, deleted=False, before=True),
    "equal there, right one deleted": partial(_lookalikes, changes=0, deleted=True, before=True),
    "equal behind it, right one deleted": partial(
        _lookalikes, changes=0, deleted=True, before=True, near=True
    ),
    "equal comes, right one edited": partial(_lookalikes, changes=0, deleted=False, before=False),
    "equal comes, right one deleted": partial(_lookalikes, changes=0, deleted=True, before=False),
    "re-transcribed": _retranscribed,
    "CRLF and byte-order marks": _line_ends,
    "combining accents": _accents,
    "emoji and astral signs": _astral,
    "everything at once": _everything,
}
