"""Agreement: the figures are those of reference libraries, the second coder sees nothing of the first, and a
third person decides."""

import math
from typing import Any

import krippendorff
import numpy
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from annotations import sampling
from annotations.agreement import alpha, confusion, kappa, of_topic, over_all
from annotations.models import CodingRound, QuoteVersion, Tag
from annotations.selectors import agreement as selected
from annotations.services import agreement, quotes, topics
from annotations.tests import factories as make
from annotations.workflow import Refusal

ANSWERS = st.integers(0, 4)


@given(st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=60))
@settings(max_examples=400, deadline=None)
@pytest.mark.filterwarnings("ignore")
def test_kappa_is_that_of_the_reference(pairs: list[tuple[int, int]]) -> None:
    reference = cohen_kappa_score([one for one, _ in pairs], [other for _, other in pairs])
    found = kappa(pairs)
    assert (found is None) == math.isnan(reference)
    assert found is None or found == pytest.approx(reference, abs=1e-9)


@given(st.lists(st.lists(ANSWERS | st.none(), min_size=3, max_size=3), min_size=1, max_size=40))
@settings(max_examples=400, deadline=None)
@pytest.mark.filterwarnings("ignore")
def test_alpha_is_that_of_the_reference(units: list[list[int | None]]) -> None:
    by_coder = [
        [math.nan if answer is None else answer for answer in row] for row in zip(*units, strict=True)
    ]
    paired = [unit for unit in units if sum(answer is not None for answer in unit) > 1]
    found = alpha(units)
    if len({answer for unit in paired for answer in unit if answer is not None}) < 2:
        assert found is None
        return
    data = numpy.array(by_coder, dtype=float)
    reference = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert found == pytest.approx(reference, abs=1e-9)


SETS = st.frozensets(st.integers(1, 5), min_size=1)


@given(st.lists(st.tuples(SETS, SETS), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
@pytest.mark.filterwarnings("ignore")
def test_the_figures_of_topics_are_those_of_yes_and_no(
    pairs: list[tuple[frozenset[int], frozenset[int]]],
) -> None:
    answers: list[tuple[bool, bool]] = []
    for topic in range(1, 6):
        own = [(topic in one, topic in other) for one, other in pairs]
        found = of_topic(pairs, topic)
        assert found.both + found.first + found.second + found.neither == len(pairs)
        assert (found.kappa, found.alpha) == (kappa(own), alpha(own))
        answers += own
    assert over_all(pairs, range(1, 6)).alpha == alpha(answers)
    matrix = confusion(pairs)
    assert sum(n for (one, other), n in matrix.items() if one == other) == sum(len(a & b) for a, b in pairs)
    apart = sum(len(one - other) * len(other - one) for one, other in pairs)
    assert sum(n for (one, other), n in matrix.items() if one != other) == apart


@given(
    st.dictionaries(st.integers(1, 9), st.integers(1, 60), min_size=1), st.integers(1, 200), st.integers(0, 9)
)
@settings(deadline=None)
def test_a_sample_has_its_size_each_stratum_its_share_and_comes_again_from_its_seed(
    sizes: dict[int, int], size: int, seed: int
) -> None:
    strata = {key: list(range(key * 100, key * 100 + count)) for key, count in sizes.items()}
    drawn = sampling.stratified(strata, size=size, seed=seed)
    assert drawn == sampling.stratified(strata, size=size, seed=seed)
    total = sum(sizes.values())
    assert len(drawn) == len(set(drawn)) == min(size, total)
    assert all(member in strata[key] for member, key in drawn)
    counts = {key: sum(stratum == key for _, stratum in drawn) for key in sizes}
    if size >= len(sizes):
        assert min(counts.values()) >= 1
    for key, count in counts.items():
        assert abs(count - min(size, total) * sizes[key] / total) <= len(sizes)


def coder() -> User:
    return make.person("cora", "editor")


def third() -> User:
    return make.person("theo", "reviewer")


@pytest.fixture
def drawn(db: None) -> CodingRound:
    """A round of three quotes, one of them about trust as well."""
    turn = make.turn(make.episode(texts=[make.WORDS]))
    make.published(turn=turn, tags=[make.tag("forks")])
    make.draft("We changed the licence in March.", turn=turn, tags=[make.tag("forks"), make.tag("trust")])
    make.in_review("Two contributors left us over it.", turn=turn, tags=[make.tag("money")])
    return agreement.draw(size=9, coder=coder(), seed=7, by=make.chief())


def coded(drawn: CodingRound) -> CodingRound:
    """The same, every quote coded as about forks."""
    for coding in drawn.codings.all():
        agreement.code(coding, tags=[make.tag("forks")], by=coder())
    return drawn


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def test_a_round_keeps_its_seed_and_the_topics_of_then(drawn: CodingRound) -> None:
    assert drawn.seed == 7 and drawn.codings.count() == 3
    for coding in drawn.codings.all():
        assert coding.first == sorted(coding.version.tags.values_list("pk", flat=True))
    again = agreement.draw(size=9, coder=coder(), seed=7, by=make.chief())
    both = [list(one.codings.values_list("version", "stratum")) for one in (drawn, again)]
    assert both[0] == both[1]
    topics.merge(make.tag("trust"), into=make.tag("money"), reason="One thing.", by=make.chief())
    assert any(make.tag("trust").pk in coding.first for coding in drawn.codings.all())


def test_nobody_codes_what_they_wrote(db: None) -> None:
    version = make.draft()
    with pytest.raises(Refusal, match="did not write"):
        agreement.draw(size=1, coder=make.editor(), by=make.chief())
    quotes.change(version.quote, note="mine too", by=coder())
    with pytest.raises(Refusal, match="did not write"):
        agreement.draw(size=1, coder=coder(), by=make.chief())


def test_the_coder_sees_words_and_nothing_of_the_first_coding(drawn: CodingRound) -> None:
    client = signed_in(coder())
    address = reverse("admin:annotations_codinground_code", args=[drawn.pk])
    for number in range(1, 4):
        page = client.get(address)
        shown = page.content.decode()
        coding = drawn.codings.get(position=number)
        assert coding.version.exact in shown and "First coding" not in shown and "checked" not in shown
        assert (
            'class="outcome"'
            in client.get(reverse("admin:annotations_codinground_change", args=[drawn.pk])).content.decode()
        )
        answer = client.post(address, {"position": number, "tags": [make.tag("forks").pk]})
        assert answer.status_code == 302
    assert client.get(address).status_code == 302
    told = client.get(reverse("admin:annotations_codinground_change", args=[drawn.pk])).content.decode()
    assert "Krippendorff’s alpha" in told and "Disagreements (2)" in told


def test_a_coding_is_given_once_and_by_the_coder_alone(drawn: CodingRound) -> None:
    coding = drawn.codings.all()[0]
    with pytest.raises(Refusal, match="coded by cora"):
        agreement.code(coding, tags=[make.tag("forks")], by=make.editor())
    with pytest.raises(Refusal, match="at least one"):
        agreement.code(coding, tags=[], by=coder())
    before = set(coding.version.tags.all())
    agreement.code(coding, tags=[make.tag("other")], by=coder())
    assert set(coding.version.tags.all()) == before
    with pytest.raises(Refusal, match="coded already"):
        agreement.code(coding, tags=[make.tag("forks")], by=coder())


def test_figures_come_with_the_last_coding(drawn: CodingRound) -> None:
    assert selected.report(drawn) is None
    report = selected.report(coded(drawn))
    assert report is not None
    figures = {row.label: row.figures for row in report.rows}
    assert (figures["Forks"].both, figures["Forks"].second, figures["Trust"].first) == (2, 1, 1)
    assert report.over_all.kappa == pytest.approx(
        cohen_kappa_score([1, 1, 0, 0, 1, 0, 0, 0, 1], [1, 1, 1, 0, 0, 0, 0, 0, 0])
    )
    matrix = dict(report.matrix.rows)
    assert report.matrix.labels == ["Forks", "Money", "Trust"]
    assert [count for count, _ in matrix["Money"]] == [1, 0, 0]


def test_a_third_person_decides_and_the_quote_stays_as_it_is(drawn: CodingRound) -> None:
    coded(drawn)
    money = next(one for one in drawn.codings.all() if make.tag("money").pk in one.first)
    both = next(one for one in drawn.codings.all() if not one.differs)
    for party in (make.person("cora", "editor", "reviewer"), make.person("ed", "editor", "reviewer")):
        with pytest.raises(Refusal, match="third person"):
            agreement.decide(money, tags=[make.tag("money")], by=party)
    with pytest.raises(PermissionDenied):
        agreement.decide(money, tags=[make.tag("money")], by=make.person("another", "editor"))
    with pytest.raises(Refusal, match="nothing to decide"):
        agreement.decide(both, tags=[make.tag("money")], by=third())
    address = reverse("admin:annotations_codinground_decide", args=[drawn.pk, money.position])
    client = signed_in(third())
    assert "First coding" in client.get(address).content.decode()
    assert client.post(address, {"tags": [make.tag("trust").pk]}).status_code == 302
    money.refresh_from_db()
    assert (money.decided, money.decided_by) == ([make.tag("trust").pk], third())
    assert list(money.version.tags.all()) == [make.tag("money")]
    assert client.post(address, {"tags": [make.tag("money").pk]}).status_code == 422


def test_what_was_decided_becomes_a_version_that_others_review(drawn: CodingRound) -> None:
    coding = next(one for one in coded(drawn).codings.all() if one.version.state == "published")
    draft = next(one for one in drawn.codings.all() if make.tag("trust").pk in one.first)
    public = coding.version
    quotes.change(public.quote, tags=[make.tag("money")], by=make.editor())
    address = reverse("admin:annotations_codinground_carry_out", args=[drawn.pk, draft.position])
    client, shown = signed_in(make.person("eve", "editor")), "Make a version with these topics"
    page = reverse("admin:annotations_codinground_change", args=[drawn.pk])
    assert "Nobody has decided" in client.post(address, follow=True).content.decode()
    agreement.decide(draft, tags=[make.tag("money")], by=third())
    assert shown in client.get(page).content.decode()
    assert shown not in signed_in(third()).get(page).content.decode()
    assert signed_in(third()).post(address).status_code == 403
    assert "has these topics now" in client.post(address, follow=True).content.decode()
    assert list(draft.version.tags.all()) == [make.tag("money")]
    assert draft.version.events.last().by.username == "eve"  # type: ignore[union-attr]
    assert shown not in client.get(page).content.decode()
    assert list(public.tags.all()) == [make.tag("forks")]


def test_a_contributor_sees_the_figures_and_nothing_of_the_drafts_of_others(drawn: CodingRound) -> None:
    address = reverse("admin:annotations_codinground_change", args=[coded(drawn).pk])
    shown = signed_in(make.contributor()).get(address).content.decode()
    assert "Krippendorff’s alpha" in shown and "Two contributors left us" not in shown
    assert "Two contributors left us" in signed_in(third()).get(address).content.decode()


def test_nothing_is_decided_while_a_round_is_coded(drawn: CodingRound) -> None:
    client = signed_in(third())
    assert client.get(reverse("admin:annotations_codinground_decide", args=[drawn.pk, 1])).status_code == 404
    assert client.get(reverse("admin:annotations_codinground_code", args=[drawn.pk])).status_code == 403


@pytest.mark.parametrize(
    ("role", "status"), [("contributor", 403), ("editor", 403), ("reviewer", 403), ("chief editor", 200)]
)
def test_only_chief_editors_draw(drawn: CodingRound, role: str, status: int) -> None:
    client = signed_in(make.person("someone", role))
    address = reverse("admin:annotations_codinground_draw")
    assert client.get(address).status_code == status
    sent: dict[str, Any] = {"size": 2, "coder": coder().pk}
    client.post(address, sent)
    assert CodingRound.objects.count() == 1 + (status == 200)


def test_the_database_keeps_codings_whole(drawn: CodingRound) -> None:
    for values in ({"second": [1]}, {"decided": [1]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            drawn.codings.update(**values)


def test_a_round_takes_as_many_queries_however_large(
    django_assert_max_num_queries: Any, drawn: CodingRound
) -> None:
    client = signed_in(third())
    coded(drawn)
    with django_assert_max_num_queries(16):
        client.get(reverse("admin:annotations_codinground_change", args=[drawn.pk]))
    assert QuoteVersion.objects.exists() and Tag.objects.exists()
