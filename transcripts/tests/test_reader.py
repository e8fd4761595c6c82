"""Documents are read in a process of their own: whatever it comes to, the next one is read."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from transcripts import parsing, reader
from transcripts.documents import ParsedDocument
from transcripts.reader import Limits, Reader
from transcripts.tests.test_importing import TALK

HOSTILE = (sys.executable, "-m", "transcripts.tests.hostile_reading")
TALK_BYTES = TALK.encode()
SECONDS = 2.0


@pytest.fixture
def hostile() -> Iterator[Reader]:
    made = Reader(ParsedDocument, Limits(seconds=SECONDS, memory_bytes=300 * reader.MB), HOSTILE)
    yield made
    made.close()


def pid(one: Reader) -> int:
    assert one._process
    return one._process.popen.pid


def test_what_is_read_is_what_the_parser_reads() -> None:
    one = Reader(ParsedDocument)
    answer = one.read(TALK_BYTES, "talk.txt")
    one.close()
    assert answer.parsed == parsing.parse(TALK_BYTES, "talk.txt")
    assert reader.decoded(answer.content, ParsedDocument) == answer.parsed


def test_the_process_is_kept_from_document_to_document(hostile: Reader) -> None:
    hostile.read(TALK_BYTES, "a")
    first = pid(hostile)
    hostile.read(b"chat\n" + TALK_BYTES, "b")
    hostile.read(b"", "c")
    assert pid(hostile) == first


@pytest.mark.parametrize(
    ("trouble", "kind", "sentence"),
    [
        (b"loop", reader.TooSlow, "longer than 2 s and was stopped. Split it"),
        (b"stuck", reader.TooSlow, "longer than 2 s and was stopped. Split it"),
        (b"bomb", reader.TooMuchMemory, "more than 300 MB of memory and was stopped. Split it"),
        (b"crash", reader.Died, "ended (signal 11). Save the document in a simpler form"),
        (b"exit", reader.Died, "ended (exit code 7). Save the document in a simpler form"),
        (b"raise", reader.Broken, "osbiz failed while reading this document; nothing was stored"),
    ],
)
def test_trouble_has_a_reason_and_the_next_document_is_read(
    hostile: Reader, trouble: bytes, kind: type[Exception], sentence: str
) -> None:
    began = time.monotonic()
    with pytest.raises(kind) as caught:
        hostile.read(trouble, "bad.txt")
    assert sentence in str(caught.value)
    assert time.monotonic() - began < SECONDS + 10
    assert hostile.read(TALK_BYTES, "good.txt").parsed.episodes


def test_what_the_process_said_is_in_the_log(hostile: Reader, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(reader.Died):
        hostile.read(b"crash", "bad.txt")
    with caplog.at_level(logging.ERROR), pytest.raises(reader.Broken):
        hostile.read(b"raise", "worse.txt")
    assert "bad.txt: it said: about to fall" in caplog.text
    assert "KeyError: 'a bug'" in caplog.text


def test_half_characters_do_not_stop_an_answer(hostile: Reader) -> None:
    assert hostile.read(b"halves\n" + TALK_BYTES, "a").parsed.format == "half ? a character"


def test_a_process_that_has_grown_is_replaced(hostile: Reader) -> None:
    hostile.read(TALK_BYTES, "a")
    first = pid(hostile)
    assert hostile.read(b"grow\n" + TALK_BYTES, "b").parsed.episodes
    assert hostile.read(TALK_BYTES, "c").parsed.episodes
    assert pid(hostile) != first


def test_the_next_document_is_read_while_we_do_something_else(hostile: Reader) -> None:
    questions = [hostile.ask(TALK_BYTES, str(number)) for number in range(20)]
    assert all(question.answer().parsed.episodes for question in questions)


def test_reading_can_be_stopped_at_once(hostile: Reader) -> None:
    hostile.limits = Limits(seconds=60)
    question, waiting = hostile.ask(b"stuck", "a"), hostile.ask(TALK_BYTES, "b")
    threading.Timer(0.5, question.stop).start()
    waiting.stop()
    began = time.monotonic()
    for one in (question, waiting):
        with pytest.raises(reader.Stopped):
            one.answer()
    assert time.monotonic() - began < 10
    assert hostile.read(TALK_BYTES, "c").parsed.episodes


def test_larger_documents_may_take_longer() -> None:
    limits = Limits(seconds=10, seconds_per_mb=2)
    assert limits.seconds_for(b"x" * 5 * reader.MB) == 20


def test_a_process_that_cannot_start_is_an_error_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    one = Reader(ParsedDocument, command=(sys.executable, "-m", "transcripts.nowhere"))
    with pytest.raises(reader.Broken):
        one.read(TALK_BYTES, "a")
    one.close()
    assert "No module named transcripts.nowhere" in caplog.text


def test_the_process_knows_no_django_and_no_secrets() -> None:
    script = (
        "import sys, transcripts.reading_process\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] == 'django']\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=reader.ROOT)
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} & set(reader.ENVIRONMENT)


def test_the_process_ends_with_its_parent(hostile: Reader) -> None:
    hostile.read(TALK_BYTES, "a")
    process = hostile._process
    assert process
    process.popen.stdin.close()  # as when we are killed
    assert process.popen.wait(timeout=10) == 0
