"""Importing in real Chromium: dropped files, bars that move, a preview in which labels become people, and all
of it without JavaScript, on a phone and in the dark."""

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from annotations.tests import factories as make
from transcripts.models import Batch, Episode, Guest, GuestName, Job, JobState, Turn
from transcripts.services import batches, jobs

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
IMPORT = "/admin/transcripts/sourcedocument/import/"
PHONE = {"width": 390, "height": 844}
TALK = """# Ledger and Licence, Episode {number}

[00:00:02] Tom Berg: Welcome to Ledger and Licence. This episode is about the licence, and who left over it.

[00:00:31] Speaker 1: We changed the licence in March, and we told nobody before the morning of it.

[00:00:52] Tom Berg: And what did the contributors say to you when they read it that morning?

[00:01:10] Speaker 1: Two of them left. I would have left too. It took us a year to win back the others.
"""
# Its third time goes back behind the second.
ODD = TALK.format(number=3).replace("00:00:52", "00:00:12")
NO_TALK = "12,14,19\n3,8,1\n"

DROP = """(files) => {
    const dropped = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        dropped.items.add(new File([bytes], name));
    }
    for (const kind of ["dragover", "drop"])
        document.body.dispatchEvent(
            new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def editor(groups: None) -> User:
    return make.editor()


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    """Let these files fall onto the page."""
    page.evaluate(DROP, [(name, base64.b64encode(content).decode()) for name, content in files])


def zipped(**documents: str) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in documents.items():
            archive.writestr(f"talks/{name}.txt", content)
    return packed.getvalue()


def work() -> None:
    while jobs.run_next():
        pass


def read(editor: User, *contents: str) -> Batch:
    """A batch whose documents were read."""
    named = [(f"{number}.txt", content.encode()) for number, content in enumerate(contents)]
    batch = batches.bring(named, origin="files", by=editor)
    work()
    return batch


def sentence(page: Page, words: str) -> Locator:
    """How far things are, as it is seen; screen readers are told the same now and then."""
    return page.locator("[data-sentence]").filter(has_text=words)


def address(kind: str, row: Batch | Job) -> str:
    return f"/admin/transcripts/{kind}/{row.pk}/change/"


def test_files_and_a_zip_are_dropped_read_looked_at_and_stored(open_window: Open, editor: User) -> None:
    ines = Guest.objects.create(name="Ines Carvalho", slug="ines-carvalho")
    GuestName.objects.create(guest=ines, text=ines.name)
    page = open_window(editor)
    page.goto(IMPORT)
    one, two = TALK.format(number=1), TALK.format(number=2)
    drop(page, ("one.txt", one.encode()), ("numbers.csv", NO_TALK.encode()))
    drop(page, ("more.zip", zipped(two=two, odd=ODD)))
    chosen = page.get_by_role("list", name="Chosen files").get_by_role("listitem")
    expect(chosen).to_have_count(3)
    expect(chosen.last).to_contain_text("more.zip")
    expect(chosen.last).to_contain_text("KB")
    page.get_by_role("button", name="Import").click()

    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("max", "4")
    expect(bar).to_have_js_property("value", 0)
    jobs.run_next()
    expect(bar).to_have_js_property("value", 1)
    expect(sentence(page, "Reading: 1 of 4 documents done.")).to_be_visible()
    work()
    expect(bar).to_be_hidden()
    expect(sentence(page, "4 documents. 3 to confirm. 1 failed.")).to_be_visible()
    expect(page.get_by_role("row", name="numbers.csv")).to_contain_text("No speech was found")
    expect(page.get_by_role("row", name="odd.txt")).to_contain_text("1 problem")
    expect(page.get_by_role("button", name="Store the 2 without problems")).to_be_visible()
    assert not Episode.objects.exists()

    page.get_by_role("link", name="one.txt").click()
    line = page.get_by_role("row", name="Speaker 1")
    expect(line).to_contain_text("We changed the licence in March")
    line.get_by_label("Who Speaker 1 is").select_option("Somebody known…")
    line.get_by_role("combobox", name="The known person that Speaker 1 is").last.click()
    page.get_by_role("searchbox").fill("ines")
    page.get_by_role("option", name="Ines Carvalho").click()
    page.get_by_role("button", name="Store this").click()
    expect(page.get_by_text("Waiting to be stored")).to_be_visible()
    work()
    expect(page.get_by_text("Imported 1 episode.")).to_be_visible()
    assert Turn.objects.filter(label="Speaker 1", speaker=ines).count() == 2

    page.get_by_role("link", name="two.txt").click()
    expect(page.get_by_text("Nothing is stored before you store it.")).to_be_visible()


def test_a_batch_is_stored_by_ticks_and_each_document_answers(open_window: Open, editor: User) -> None:
    batch = read(editor, TALK.format(number=1), NO_TALK, TALK.format(number=2))
    page = open_window(editor)
    page.goto(address("batch", batch))
    page.get_by_label("Tick all").check()
    expect(page.get_by_text("3 ticked")).to_be_visible()
    page.get_by_role("button", name="Store", exact=True).click()
    expect(page.get_by_text("2 documents are being stored.")).to_be_visible()
    expect(page.get_by_text("1.txt: “1.txt” cannot be changed so now: it has failed.")).to_be_visible()
    work()
    expect(page.get_by_role("row", name="0.txt")).to_contain_text("stored")
    assert Episode.objects.count() == 2


def test_without_a_worker_the_page_says_so_within_ten_seconds(open_window: Open, editor: User) -> None:
    page = open_window(editor)
    page.goto(IMPORT)
    page.get_by_label("Or paste a transcript").fill(TALK.format(number=1))
    page.get_by_role("button", name="Import").click()
    told = page.get_by_text("No worker is at work, so imports wait.")
    expect(page.get_by_text("waiting to be read")).to_be_visible()
    expect(told).to_have_count(0)
    expect(told).to_be_visible(timeout=10_000)
    work()
    expect(told).to_have_count(0)


def test_a_refused_upload_says_why_and_keeps_what_was_chosen(open_window: Open, editor: User) -> None:
    page = open_window(editor)
    page.goto(IMPORT)
    drop(page, ("void.txt", b""))
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("alert")).to_contain_text("void.txt is empty.")
    page.get_by_role("button", name="Take away void.txt").click()
    drop(page, ("one.txt", TALK.encode()))
    page.get_by_role("button", name="Import").click()
    expect(sentence(page, "Reading: 0 of 1 document done.")).to_be_visible()


def test_all_of_it_works_without_javascript(open_window: Open, editor: User, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text(TALK.format(number=1), encoding="utf-8")
    page = open_window(editor, java_script_enabled=False)
    page.goto(IMPORT)
    page.get_by_label("Files", exact=True).set_input_files(path)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("waiting to be read")).to_be_visible()
    work()
    expect(page.get_by_text("to confirm", exact=True)).to_be_visible()  # the page reads itself again
    page.get_by_role("link", name="talk.txt").click()
    page.get_by_label("Who Speaker 1 is").select_option("A new person…")
    page.get_by_label("The name of Speaker 1").fill("Ines Carvalho")
    page.get_by_role("button", name="Store this").click()
    work()
    expect(page.get_by_text("Imported 1 episode.")).to_be_visible()
    assert Turn.objects.filter(speaker__name="Ines Carvalho").count() == 2


def test_the_list_moves_too_and_begins_with_what_needs_somebody(open_window: Open, editor: User) -> None:
    named = [(f"{number}.txt", TALK.format(number=number).encode()) for number in range(3)]
    batches.bring(named, origin="files", by=editor)
    page = open_window(editor)
    page.goto("/admin/transcripts/job/")
    expect(sentence(page, "Reading: 0 of 3 documents done.")).to_be_visible()
    work()
    expect(page.get_by_role("cell", name="to confirm")).to_have_count(3)
    page.reload()
    expect(page.get_by_role("region", name="Imports that need you").get_by_role("link")).to_have_count(5)
    page.get_by_label("Select all objects on this page for an action").check()
    page.locator("select[name=action]").select_option("Discard")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("3 documents are discarded.")).to_be_visible()
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DISCARDED}


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark", "viewport": PHONE}], ids=["desk", "dark phone"]
)
@pytest.mark.parametrize("where", ["import", "batch", "list", "preview", "failed"])
def test_the_pages_are_accessible_and_as_wide_as_the_screen(
    open_window: Open,
    editor: User,
    where: str,
    options: dict,
    check_accessible: Callable[[Page], None],
) -> None:
    batch = read(editor, ODD, NO_TALK)
    good, bad = batch.jobs.order_by("id")
    addresses = {
        "import": IMPORT,
        "batch": address("batch", batch),
        "list": "/admin/transcripts/job/",
        "preview": address("job", good),
        "failed": address("job", bad),
    }
    open_window(editor, **options).goto(addresses[where])  # its own policy is watched in every window
    page = open_window(editor, bypass_csp=True, **options)  # axe-core sets inline styles
    page.goto(addresses[where])
    for summary in page.locator("#content-main summary").all():
        summary.click()
    if where == "preview":
        page.get_by_label("Who Speaker 1 is").select_option("Somebody known…")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_accessible(page)
