"""Whatever the parser makes of a document, the database takes it."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.models import Revision
from transcripts.services import documents, importing
from transcripts.tests.storing import import_document

LABELS = st.sampled_from(
    ["JM", "MC", "Ada Quill", "A" * 300, "Dr. " + "Very Long Name " * 20, "Émile", "1", ""]
)
TIMES = st.sampled_from(["[00:00:00] ", "[0:01:05.4] ", "[99:99:99] ", "[040:07.2] ", "", "[9999999:00:00] "])
WORDS = st.one_of(
    st.sampled_from(
        ["", " ", "Hello there.", "[inaudible 00:01:02]", "x" * 5000, "🚀 e\u0301", "a\x00b", "\u2028"]
    ),
    st.text(max_size=40),
)
TURN = st.builds(lambda time, label, words: f"{time}{label}: {words}", TIMES, LABELS, WORDS)
BOLD = TURN.map(lambda turn: "**" + turn.replace(":", ":**", 1))
HEADINGS = st.sampled_from(
    [
        "**EPISODE 99999999999999999999**",
        "**EPISODE 12****[INTRODUCTION]**",
        "[SPONSOR MESSAGE]",
        "[INTERVIEW]",
        "[END]",
        "Transcript",
        "Transcript coming soon!",
        "Episode 3: " + "A very long title " * 40,
        "With Ada Quill, founder of " + "Quarrystone " * 40,
        "31 Jul 202444min",
        "31 Feb 202444min",
        "",
    ]
)
DOCUMENT = st.lists(st.one_of(TURN, BOLD, HEADINGS), min_size=1, max_size=12).map("\n\n".join)


@pytest.mark.django_db
@given(text=DOCUMENT)
@settings(max_examples=150, deadline=None)
def test_any_document_is_stored_or_refused_with_a_sentence(text: str) -> None:
    with transaction.atomic():
        document = documents.receive(text.encode("utf-8", "surrogatepass"), name="any.txt", by=None)
        try:
            import_document(document)
        except importing.DocumentRefused as refusal:
            assert str(refusal)
        for revision in Revision.objects.prefetch_related("turns"):
            whole = revision.text()
            assert all(whole[t.offset : t.end_offset] == t.text for t in revision.turns.all())
        transaction.set_rollback(True)
