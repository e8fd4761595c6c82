"""Names that may be one company's or one person's, and names that are not."""

import pytest

from transcripts import likeness
from transcripts.models.identity import fold_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hashi Corp", "HashiCorp"),
        ("Envoy Inc.", "Envoy"),
        ("The Quarrystone Company", "Quarrystone"),
        ("Quarrystone Data", "Quarrystone"),
        ("Qarrystone", "Quarrystone"),
        ("Grafana Labs", "grafana"),
        ("Société Générale", "Societe Generale SA"),
    ],
)
def test_companies_that_may_be_one(one: str, other: str) -> None:
    assert likeness.of_companies(fold_name(one), fold_name(other))
    assert likeness.of_companies(fold_name(other), fold_name(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Docker", "Rocker"), ("Red Hat", "Red"), ("Elastic", "Plastic"), ("IBM", "ISM"), ("Labs", "Corp")],
)
def test_companies_that_are_two(one: str, other: str) -> None:
    assert not likeness.of_companies(fold_name(one), fold_name(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Carvalho, Inês", "Ines Carvalho"),
        ("I. Carvalho", "Ines Carvalho"),
        ("Ines M. Carvalho", "Ines Carvalho"),
        ("Jon Smith", "Jonathan Smith"),
        ("Smith Jon", "Jonathan Smith"),
        ("Ines", "Ines Carvalho"),
        ("Ines Carvalo", "Ines Carvalho"),
    ],
)
def test_people_who_may_be_one(one: str, other: str) -> None:
    assert likeness.of_people(fold_name(one), fold_name(other))
    assert likeness.of_people(fold_name(other), fold_name(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ines Carvalho", "Bo Lindqvist"), ("Ines Carvalho", "Marta Carvalho"), ("Bo", "Bo Lindqvist")],
)
def test_people_who_are_two(one: str, other: str) -> None:
    assert not likeness.of_people(fold_name(one), fold_name(other))
