"""The annotations of ../shared are entered whole, and the questions that people come with are answered by one
page and by one request each.

One document in the usual run; with OSBIZ_ALL_GOLD=1 all nine, which takes minutes.
"""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from annotations.models import Claim, Evidence, QuoteVersion
from annotations.tests import factories as make

SHARED = Path(__file__).resolve().parent.parent.parent.parent / "shared"
GOLD = SHARED / "curation" / "gold"
ALL = os.environ.get("OSBIZ_ALL_GOLD") == "1"
USUAL = ("004_f76e813f8c75f334.txt.json",)
PODCASTS = (
    "changelog-md__changelog-rfc__04-jan-lehnardt.md=Request for Commits",
    "changelog-md__changelog__429-elastic-vs-aws.md=The Changelog",
    "vtt-voice__fossda__larry-augustin.vtt=FOSSDA Oral Histories",
)
# What a page and an API request answer: with the usual document alone, and with all of them besides.
QUESTIONS = {
    "which companies changed their licence, what did it do to revenue, and who disagrees": (
        "/topics/licensing-change/both-sides/",
        "/api/v1/claims/?tag=licensing-change&page_size=100",
        ("Lightbend", "its revenue nearly doubled"),
        ("Elastic", "MongoDB", "Sentry", "Sales of MongoDB Atlas rose", "Markus Stenqvist", "Adam Stacoviak"),
    ),
    "who speaks for and against giving a project to a foundation": (
        "/topics/foundation/both-sides/",
        "/api/v1/claims/?tag=foundation&page_size=100",
        ("Giving a project to a foundation does not bring a community by itself.", "Mike Milinkovich"),
        ("Jan Lehnardt", "Jamie Thompson", "Peter Wang", "Apache CouchDB", "NumFOCUS"),
    ),
    "what did Netgate, Anaconda and Mattermost say about venture capital": (
        "/compare/?company=netgate&company=anaconda&company=mattermost&tag=venture-capital",
        "/api/v1/quotes/?tag=venture-capital&speaker_company=netgate&speaker_company=anaconda"
        "&speaker_company=mattermost&page_size=100",
        (),
        ("Jamie Thompson", "Jim Thompson", "Peter Wang", "Ian Tien", "raised 70 million", "huge liability"),
    ),
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not GOLD.exists(), reason="the gold annotations (../shared/curation/gold) are not here"
    ),
]


def missing_evidence(files: list[Any]) -> list[tuple[str, str, str]]:
    """The evidence in the files that is not published with its claim: its words, and what it does."""
    rows = Evidence.objects.published().values_list(
        "claim__statement", "stance", "quote__versions__exact", "accepted_by__username"
    )
    found = {(statement, stance, plain(words)) for statement, stance, words, by in rows if by == "rae"}
    return [
        (claim["statement"], one["stance"], one["exact"])
        for file in files
        for claim in file["claims"]
        for one in claim["evidence"]
        if (claim["statement"], one["stance"], plain(one["exact"])) not in found
    ]


def plain(words: str) -> str:
    """Words whatever is between them."""
    return " ".join(words.split())


def test_all_is_published_every_difference_is_explained_and_questions_are_answered(client: Client) -> None:
    call_command("load_vocabulary", stdout=StringIO())
    make.editor(), make.reviewer()
    names = sorted(path.name for path in GOLD.glob("*.json")) if ALL else USUAL
    arguments = ["--documents", str(SHARED / "corpus"), "--editor", "ed", "--reviewer", "rae", "--json"]
    podcasts = [part for each in PODCASTS for part in ("--podcast", each)]
    out = StringIO()
    call_command("load_annotations", *(str(GOLD / name) for name in names), *arguments, *podcasts, stdout=out)
    told = [one for line in out.getvalue().splitlines() for one in json.loads(line)["differences"]]
    assert not {one["rule"] for one in told} & {"unexplained", "refused", "decided-here", "changed-here"}
    files = [json.loads((GOLD / name).read_text(encoding="utf-8")) for name in names]
    statements = {claim["statement"] for file in files for claim in file["claims"]}
    assert set(Claim.objects.published().values_list("statement", flat=True)) == statements
    published = Claim.objects.published()
    assert not published.exclude(changed_by__username="ed", approved_by__username="rae").exists()
    assert not missing_evidence(files)
    notes = QuoteVersion.objects.published().filter(kind="notes")
    assert notes.exists()
    assert not notes.exclude(speaker=None).exists()
    for page, request, usual, more in QUESTIONS.values():
        wanted = (*usual, *(more if ALL else ()))
        for address in (page, request) if wanted else ():
            answer = client.get(address)
            assert answer.status_code == 200, address
            missing = [words for words in wanted if words not in answer.content.decode()]
            assert not missing, address
