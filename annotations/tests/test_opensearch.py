"""What OpenSearch adds: it is told after the commit and again, believed as far as the database agrees, and
missed by nobody. That it finds what the others find is in test_search.py."""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from opensearchpy import OpenSearch
from osmem_server import OsmemClone

from annotations.models import QuoteVersion, SearchChange, SearchEntry
from annotations.search import feeding, index, opensearch, results
from annotations.search.backend import of_database
from annotations.search.opensearch import Unfit, ask, standing
from annotations.search.server import server
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action

pytestmark = pytest.mark.django_db
FORK = "The community forked the project when we closed it."
PRICE = "We doubled our prices and nobody left."


@pytest.fixture
def built(switched_on: str) -> OpenSearch:
    """An index in place, with nothing in it."""
    feeding.rebuild()
    return server().client


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of the database's own backend."""
    asked: list[Any] = []
    backend = type(of_database())
    find = backend.find

    def told(self: Any, wanted: Any, limits: Any) -> Any:
        asked.append(wanted)
        return find(self, wanted, limits)

    monkeypatch.setattr(backend, "find", told)
    return asked


def published(words: str) -> QuoteVersion:
    """A published quote, of an episode of its own."""
    title = words.partition(" ")[0] + str(len(words))
    return make.published(words, turn=make.turn(make.episode(title, texts=[words])))


def quotes(typed: str) -> list[str]:
    """The words of the quotes that are found."""
    return [
        "".join(part.text for part in hit.parts) for hit in results.search(typed).hits if hit.kind == "quote"
    ]


def held() -> set[int]:
    """The entries that the index in place has."""
    found = server().client.search(index="quotes", body={"size": 1000, "query": {"match_all": {}}})
    return {int(hit["_id"]) for hit in found["hits"]["hits"]}


def entries() -> set[int]:
    """Those that the database has."""
    return set(SearchEntry.objects.values_list("pk", flat=True))


def names() -> dict[str, list[str]]:
    """All indexes, with their names."""
    return {
        name: sorted(one["aliases"]) for name, one in server().client.indices.get_alias(index="*").items()
    }


def test_a_publication_waits_in_its_transaction_and_is_told_once(built: OpenSearch, database: list) -> None:
    quote = published(FORK)
    waiting = set(SearchChange.objects.values_list("entry", flat=True))
    assert waiting == entries() and held() == set()
    assert quotes("forked") == []  # it is behind, and so shows too little
    assert feeding.deliver() == len(waiting)
    assert held() == entries() and not SearchChange.objects.exists()
    assert quotes("forking") == [FORK] and database == []
    assert feeding.deliver() == 0
    review.move(quote, action=Action.WITHDRAW, by=make.reviewer(), note="The guest asked.")
    feeding.deliver()
    assert held() == entries()


def test_what_is_told_twice_is_there_once(built: OpenSearch) -> None:
    published(FORK)
    waiting = list(SearchChange.objects.values_list("entry", flat=True))
    feeding.deliver()
    opensearch.note([*waiting, *waiting, 10**9])
    feeding.deliver()
    assert held() == entries() and not SearchChange.objects.exists()


def test_an_index_that_is_behind_shows_nothing_that_is_withdrawn_or_was_said_otherwise(
    built: OpenSearch, database: list
) -> None:
    quote, other = published(FORK), published(PRICE)
    feeding.deliver()
    review.move(quote, action=Action.WITHDRAW, by=make.reviewer(), note="The guest asked.")
    assert quotes("forked") == [] and database == []
    entry = SearchEntry.objects.get(thing=other.quote.public_id)
    known = {(entry.pk, entry.digest): 1.0, (entry.pk, "of other words"): 9.0, (10**9, entry.digest): 9.0}
    assert [(one.object_id, one.score) for one in standing(known)] == [(entry.object_id, 1.0)]


def test_a_server_that_is_down_fails_no_save_and_no_search(
    built: OpenSearch,
    osmem_clone: OsmemClone,
    database: list,
    caplog: pytest.LogCaptureFixture,
) -> None:
    osmem_clone.close()
    published(FORK)
    assert quotes("forked community") == [FORK]  # which is asked strictly, then loosely
    told = [one for one in caplog.records if one.name == "annotations.search.opensearch"]
    assert len(told) == 1 and told[0].levelno == logging.WARNING, "and it rests, so it is said once"
    assert database
    waiting = SearchChange.objects.count()
    assert waiting and feeding.deliver() == 0 and SearchChange.objects.count() == waiting
    assert "tried again" in caplog.text


def test_what_waited_for_a_server_is_told_once_it_is_back(
    built: OpenSearch, settings: Any, switched_on: str
) -> None:
    settings.OPENSEARCH_URL = "http://127.0.0.1:9/quotes"
    published(FORK)
    assert feeding.deliver() == 0
    settings.OPENSEARCH_URL = switched_on
    assert feeding.deliver() > 0
    assert held() == entries()


def test_far_behind_or_without_an_index_the_database_answers(
    switched_on: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    published(FORK)
    assert quotes("forked") == [FORK] and "index_not_found" in caplog.text
    assert feeding.deliver() == 0 and feeding.send(server(), "quotes", [1])
    assert names() == {}, "telling it makes no index"
    feeding.rebuild()
    cache.delete(opensearch.RESTING)
    monkeypatch.setattr(opensearch, "FAR_BEHIND", SearchChange.objects.count() - 1)
    assert quotes("forked") == [FORK] and "changes wait" in caplog.text


def test_what_it_refuses_waits_and_holds_up_nothing(
    built: OpenSearch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    published(FORK)
    refused = SearchEntry.objects.get(kind="quote").pk
    actions = feeding.actions

    def wrongly(some: Any) -> Any:
        lines = iter(actions(some))
        for line in lines:
            yield line
            if "index" in line:
                document = next(lines)
                yield {"unknown": 1} if line["index"]["_id"] == str(refused) else document

    monkeypatch.setattr(feeding, "actions", wrongly)
    feeding.deliver()
    assert {one.entry for one in SearchChange.objects.all()} == {refused}
    assert held() == entries() - {refused} and "did not take 1 entries" in caplog.text
    monkeypatch.setattr(feeding, "actions", actions)
    feeding.deliver()
    assert held() == entries()


def test_a_rebuild_takes_the_old_one_s_place_whole_and_goes_on_where_it_was_cut_short(
    built: OpenSearch, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in (FORK, PRICE):
        published(text)
    feeding.deliver()
    (old,) = names()
    monkeypatch.setattr(feeding, "AT_ONCE", 2)
    monkeypatch.setattr(feeding, "TOLD_EVERY", 1)
    send, sent = feeding.send, []

    def cut_short(there: Any, name: str, some: Any) -> Any:
        if len(sent) == 2:
            raise OSError("killed")
        sent.append(some)
        return send(there, name, some)

    monkeypatch.setattr(feeding, "send", cut_short)
    with pytest.raises(OSError, match="killed"):
        feeding.rebuild()
    assert quotes("forked") == [FORK] and names()[old] == ["quotes"]
    monkeypatch.setattr(feeding, "send", send)
    withdrawn = published("Forks are friendly.")  # meanwhile
    feeding.deliver()
    review.move(withdrawn, action=Action.WITHDRAW, by=make.reviewer(), note="Not so.")
    call_command("rebuild_search", "--opensearch")
    said = capsys.readouterr().out
    assert "Going on" in said and f"{len(entries()) - 4} entries. The new index" in said
    ((new, named),) = names().items()
    assert new != old and named == ["quotes"]
    feeding.deliver()
    assert held() == entries() and quotes("forks") == [FORK]


def test_what_changes_while_an_index_is_made_is_told_to_both(
    built: OpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeding.begin(server())
    published(FORK)
    feeding.deliver()
    for name in ("quotes", "quotes-next"):
        assert server().client.count(index=name)["count"] == SearchEntry.objects.count()


def test_a_rebuild_of_the_database_s_index_is_followed(built: OpenSearch) -> None:
    published(FORK)
    feeding.deliver()
    index.rebuild()
    assert entries().isdisjoint(held())
    feeding.deliver()
    assert held() == entries() and quotes("forked") == [FORK]


def test_the_command_compares(built: OpenSearch, capsys: pytest.CaptureFixture[str]) -> None:
    published(FORK)
    call_command("rebuild_search", "--opensearch", "--check")
    assert "changes wait" in capsys.readouterr().out
    SearchChange.objects.all().delete()  # while it was switched off
    with pytest.raises(SystemExit):
        call_command("rebuild_search", "--opensearch", "--check")


def test_the_command_tells_what_is_wrong(settings: Any) -> None:
    with pytest.raises(CommandError, match="not switched on"):
        call_command("rebuild_search", "--opensearch")
    settings.OPENSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="run this again"):
        call_command("rebuild_search", "--opensearch")


def test_several_sites_share_a_server(built: OpenSearch, settings: Any, osmem_clone: OsmemClone) -> None:
    published(FORK)
    feeding.deliver()
    settings.OPENSEARCH_URL = osmem_clone.url
    feeding.rebuild()
    assert sorted(name for (name,) in names().values()) == ["osbiz", "quotes"]


def test_stems_are_those_of_the_passages(built: OpenSearch) -> None:
    said = built.indices.analyze(index="quotes", body={"analyzer": "words", "text": "generously skies we"})
    assert [one["token"] for one in said["tokens"]] == ["generous", "sky", "we"]


def test_a_part_that_does_not_answer_is_a_failure(built: OpenSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"timed_out": False, "_shards": {"failed": 1}, "hits": {"hits": []}}
    monkeypatch.setattr(OpenSearch, "msearch", lambda *_, **__: {"responses": [answer]})
    with pytest.raises(Unfit):
        ask(opensearch.Wanted(()), {"quote": 1})
