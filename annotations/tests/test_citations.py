"""A quote's citation is read back by programs that are not ours: pybtex, rispy and citeproc."""

import json
from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path

import jsonschema
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.test import Client
from pybtex.database import parse_string
from pybtex.richtext import Text

from annotations.citations import bibtex, csl, plain, ris
from annotations.citations.cited import Cited
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action

CITED = Cited(
    id="osbiz-018f",
    words="We paid 50% & lost_it at #1.",
    speaker="Inês van der Carvalho, Jr.",
    role="founder, Quarry & Stone",
    episode="Closing the source: 100% ~done",
    number=7,
    podcast="Ledger & Licence",
    published_on=date(2024, 7, 3),
    start_ms=754_000,
    language="en",
    address="https://quotes.example.org/quotes/018f/",
)


def test_the_line_leaves_out_what_is_not_known() -> None:
    bare = replace(CITED, role="", published_on=None, start_ms=None)
    assert plain.write(bare) == (
        f"“{CITED.words}” {CITED.speaker}, in “{CITED.episode}”, {CITED.podcast}. {CITED.address}"
    )


def test_bibtex_is_read_back() -> None:
    entry = parse_string(bibtex.write(CITED), "bibtex").entries["osbiz-018f"]
    (author,) = entry.persons["author"]
    assert not author.first_names and not author.prelast_names  # one unit, never divided
    assert CITED.speaker in "".join(author.last_names)
    said = Text.from_latex(entry.fields["note"]).render_as("text")
    assert said == f"from 12:34, “{CITED.words}”"
    assert Text.from_latex(entry.fields["title"]).render_as("text") == CITED.episode
    assert (entry.fields["year"], entry.fields["month"], entry.fields["url"]) == (
        "2024",
        "July",
        CITED.address,
    )


def test_no_sign_means_anything_to_tex() -> None:
    assert bibtex.escaped("{a}\n$5 \\b ^") == r"\{a\} \$5 \textbackslash{}b \textasciicircum{}"


def test_ris_is_read_back() -> None:
    (entry,) = rispy.loads(ris.write(CITED))
    told = {
        "type_of_reference": "SOUND",
        "id": CITED.id,
        "authors": [CITED.speaker],
        "title": CITED.episode,
        "secondary_title": CITED.podcast,
        "year": "2024",
        "date": "2024/07/03",
        "abstract": f"“{CITED.words}”",
        "language": "en",
    }
    assert {name: entry[name] for name in told} == told
    assert entry["urls"] == [CITED.address]


def test_citeproc_writes_out_csl_json() -> None:
    source = CiteProcJSON(json.loads(csl.write(CITED)))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    written = CitationStylesBibliography(style, source, formatter.plain)
    written.register(Citation([CitationItem(CITED.id)]))
    (line,) = (str(one) for one in written.bibliography())
    for part in (CITED.speaker, "2024", CITED.episode):
        assert part in line


@pytest.mark.django_db
def test_a_quote_is_cited_in_each_format_until_it_is_withdrawn(client: Client) -> None:
    version = make.published("Revenue doubled within a year.")
    page = client.get(version.quote.get_absolute_url()).content.decode()
    for module in (plain, bibtex, ris, csl):
        address = f"{version.quote.get_absolute_url()}cite.{module.NAME}"
        assert f'href="{address}"' in page
        answer = client.get(address)
        assert answer.headers["Content-Type"].startswith(module.MEDIA_TYPE)
        assert "Revenue doubled within a year." in answer.content.decode()
    assert client.get(f"{version.quote.get_absolute_url()}cite.doc").status_code == 404
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="The guest was misheard.")
    assert client.get(address).status_code == 410
    draft = make.draft("We changed the licence in March.")
    assert client.get(f"{draft.quote.get_absolute_url()}cite.txt").status_code == 404


@pytest.mark.parametrize("cited", [CITED, replace(CITED, number=None, published_on=None, start_ms=None)])
def test_csl_json_holds_to_the_published_schema(cited: Cited) -> None:
    file = metadata.distribution("csl-data").locate_file("csl_data/csl-data.json")
    checked = jsonschema.Draft3Validator(json.loads(Path(str(file)).read_text(encoding="utf-8")))
    items = json.loads(csl.write(cited))
    assert not list(checked.iter_errors(items))
    for wrong in ({"speaker": "Bo"}, {"type": "podcast"}, {"author": [{"name": "Bo"}]}, {"title": 7}):
        assert list(checked.iter_errors([{**items[0], **wrong}])), wrong


# What that schema leaves open (it lets a date be anything), as its later edition has it (CSL 1.0.2), and of
# its properties those that a podcast has: nothing else may be there.
NAME = {"type": "object", "additionalProperties": False, "properties": {"literal": {"type": "string"}}}
PARTS = {"type": "array", "items": {"type": ["integer", "string"]}, "minItems": 1, "maxItems": 3}
DATE = {"properties": {"date-parts": {"type": "array", "items": PARTS, "minItems": 1, "maxItems": 2}}}
TEXT = {"type": "string"}
ITEM = {
    "type": "object",
    "required": ["type", "id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": ["string", "number"]},
        "type": {"enum": ["broadcast", "interview", "speech", "webpage"]},
        "number": {"type": ["string", "number"]},
        "author": {"type": "array", "minItems": 1, "items": NAME},
        "issued": {**DATE, "additionalProperties": False},
        **dict.fromkeys(("abstract", "container-title", "genre", "language", "note", "title", "URL"), TEXT),
    },
}


@pytest.mark.parametrize("cited", [CITED, replace(CITED, number=None, published_on=None, start_ms=None)])
def test_csl_json_is_of_the_standards_form(cited: Cited) -> None:
    checked = jsonschema.Draft7Validator({"type": "array", "items": ITEM})
    items = json.loads(csl.write(cited))
    assert not list(checked.iter_errors(items))
    assert list(checked.iter_errors([{**items[0], "issued": "2024", "speaker": "Bo"}]))
