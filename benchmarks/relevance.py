"""Does the search answer? Questions as readers would type them, each with the passages that answer it, over
the documents of ../shared with the gold annotations loaded.

    python benchmarks/relevance.py      (the database named holds what load_annotations published)

A question is answered where one of its passages is among the first five results: as the quote itself, or as
the turn it stands in. Passages are named by document and place in its file of annotations; no text of theirs
is here.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from annotations.search import results  # noqa: E402

GOLD = ROOT.parent / "shared" / "curation" / "gold"
FIRST = 5
# By the beginning of the document's name: what is asked, and which quotes of its file answer it.
QUESTIONS: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {
    "000": (
        ("early cloud partnerships direct sales", (7,)),
        ("bottom up and top down at the same time", (42,)),
        ("hard to operate SaaS even if it is open source", (55,)),
        ("crossing the chasm technology adoption", (72,)),
        ("arbitrage multi-cloud", (85,)),
        ("survive and wait for the market", (94,)),
    ),
    "001": (
        ("10x better than the substitute", (7,)),
        ("open source companies time horizon longer fragile", (17,)),
        ("founded in 2008 dominant analytics infrastructure", (26,)),
        ("why should Amazon and Google be scared of Microsoft", (44,)),
        ("investors apprehension cloud native", (56,)),
        ("money selling to developers budget", (65,)),
    ),
    "002": (
        ("avoid having to fork Mattermost", (11,)),
        ("70 million funding", (23,)),
        ("trusting customers data security vulnerabilities", (31,)),
        ("enterprise contract other SaaS providers trust", (33,)),
        ("self-managed on AWS contribute S3", (47,)),
        ("iteration what does the customer need", (79,)),
    ),
    "003": (
        ("packet filtering firewall source code backdoors", (4,)),
        ("employ engineers to work on open source project", (21,)),
        ("venture capital and open source roots privacy", (49,)),
        ("revenue from licences instead of consulting", (73,)),
        ("not lock people out closing software", (104,)),
        ("successful projects small founding team kumbaya", (108,)),
    ),
    "004": (
        ("foundation or investors priorities", (15,)),
        ("Pulumi first two to three years", (35,)),
        ("community duplicates proprietary features", (44,)),
        ("how to reach $100 million ARR subscriptions", (58,)),
        ("fully managed simplicity or flexibility", (62,)),
        ("Yugabyte user experience", (65,)),
    ),
    "changelog-md__changelog-rfc": (
        ("CouchDB as ubiquitous as jQuery", (15,)),
        ("first-time contributors recruiting", (21,)),
        ("beginner issues on GitHub pull request", (25,)),
        ("who is not here and why", (58,)),
        ("governance.md open process", (67,)),
        ("benevolent dictator BDFL model", (92,)),
    ),
    "changelog-md__changelog__429": (
        ("there is no open source business model", (1,)),
        ("Elastic went public with Amazon as competitor", (13,)),
        ("cloud providers not contributing back licenses 2018", (29,)),
        ("upgrade Kibana new license SSPL", (127,)),
        ("Elastic did not communicate with its community", (133,)),
        ("mistake permissive Apache license", (139,)),
    ),
    "rev-style": (
        ("v0 users million", (14,)),
        ("v0 community submissions Figma", (16,)),
        ("Vercel AWS easy mode", (26,)),
        ("how many engineers at Vercel", (29,)),
        ("saying no to features puppy", (56,)),
        ("people out of their comfort zone AI", (60,)),
    ),
    "vtt-voice__fossda": (
        ("Intel Series A", (28,)),
        ("CTO multiprocessor kernel", (30,)),
        ("first funding to IPO", (32,)),
        ("Linus on the phone brand open source", (45,)),
        ("largest first day gain IPO", (60,)),
        ("investors ask for open source instead of proprietary", (79,)),
    ),
}


def asked() -> Iterator[tuple[str, list[str]]]:
    """Each question with the words of the passages that answer it."""
    for path in sorted(GOLD.glob("*.json")):
        quotes = json.loads(path.read_text(encoding="utf-8"))["quotes"]
        for begin, questions in QUESTIONS.items():
            if path.name.startswith(begin):
                yield from (
                    (question, [quotes[n]["exact"] for n in places]) for question, places in questions
                )


def place(question: str, answers: list[str]) -> int:
    """At which place, from 1, the first answer stands; 0 where none is among the first twenty."""
    for number, hit in enumerate(results.search(question).hits, 1):
        thing = hit.thing
        words = thing.version.exact if hit.kind == "quote" else thing.text if hit.kind == "turn" else ""
        if words and any(answer in words or words in answer for answer in answers):
            return number
    return 0


def main() -> None:
    """Ask everything; say what was not answered, and what share was."""
    found = [(question, place(question, answers)) for question, answers in asked()]
    for question, number in found:
        if not 1 <= number <= FIRST:
            print(f"{number or '–':>3} {question}")
    answered = sum(1 <= number <= FIRST for _, number in found)
    print(f"{answered} of {len(found)} answered among the first {FIRST}")


if __name__ == "__main__":
    main()
