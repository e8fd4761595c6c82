"""The annotation desk in real Chromium: the whole path as three people walk it, by mouse and by keyboard."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from annotations.models import QuoteVersion
from annotations.services import quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Episode, SourceDocument
from transcripts.services import jobs

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
TALK = """# One week in March: Ines Carvalho on a licence

Tom Berg (00:00:00):
Welcome to Ledger and Licence, about money. I'm your host, Tom Berg. My guest is Ines Carvalho.

Ines Carvalho (00:00:31):
We changed the licence in March. Two of our contributors left us over it that week.

Tom Berg (00:00:52):
And what did the others say to you when they read it in the morning?
"""
SENTENCE = "Two of our contributors left us over it that week."


@pytest.fixture
def topics(groups: None) -> None:
    change = make.tag("licensing-change")
    change.synonyms.create(text="Relicensing")
    make.tag("forks")
    make.tag("trust")


def select(page: Page, words: str) -> None:
    """Drag the mouse over these words, and wait for the bar."""
    drag_over(page, words)
    expect(page.get_by_role("form", name="New quote").get_by_label("Topics", exact=True)).to_be_focused()


def drag_over(page: Page, words: str) -> None:
    """Drag the mouse over these words."""
    box = page.evaluate(
        """(words) => {
            const box = [...document.querySelectorAll(".words")]
                .find((one) => one.textContent.includes(words));
            const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
            const at = box.textContent.indexOf(words), range = document.createRange();
            let passed = 0;
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const next = passed + node.data.length;
                if (at >= passed && at < next) range.setStart(node, at - passed);
                if (at + words.length > passed && at + words.length <= next)
                    range.setEnd(node, at + words.length - passed);
                passed = next;
            }
            box.scrollIntoView({ block: "center" });
            const boxes = range.getClientRects(), first = boxes[0], last = boxes[boxes.length - 1];
            return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
        }""",
        words,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=6)
    page.mouse.up()


def marks(page: Page, words: str) -> Locator:
    return page.locator("mark.quote", has_text=words)


def open_desk(page: Page, episode: Episode) -> Page:
    page.goto(f"/admin/transcripts/episode/{episode.pk}/annotate/")
    page.wait_for_selector("body[data-ready]")
    return page


def stored(page: Page) -> None:
    """Wait until the server has everything."""
    expect(page.locator("#saving")).to_have_attribute("data-waiting", "0")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def import_document(page: Page, tmp_path: Path) -> None:
    """Bring a document through the form, look at what was read, store it, and see the result on its page."""
    path = tmp_path / "march.txt"
    path.write_text(TALK, encoding="utf-8")
    page.goto("/admin/")
    page.get_by_role("link", name="Import documents").click()
    page.get_by_label("Files", exact=True).set_input_files(path)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("waiting to be read")).to_be_visible()
    assert jobs.run_next()
    page.get_by_role("link", name="march.txt").click()
    page.get_by_role("button", name="Store this").click()
    assert jobs.run_next()
    expect(page.get_by_text("Imported 1 episode.")).to_be_visible()


def public_words(page: Page, slug: str) -> tuple[str, list[str]]:
    """What a reader finds on a topic's page, and in the API."""
    page.goto(f"/topics/{slug}/")
    shown = page.locator("body").inner_text()
    told = page.request.get("/api/v1/quotes/").json()
    return shown, [quote["exact"] for quote in told["results"]]


def test_a_document_becomes_a_published_quote_in_the_hands_of_three_people(
    open_window: Open, topics: None, tmp_path: Path
) -> None:
    desk, reader = open_window(make.editor()), open_window()
    import_document(desk, tmp_path)
    desk.get_by_role("link", name="One week in March: Ines Carvalho on a licence", exact=True).click()
    desk.get_by_role("link", name="Annotate").click()
    desk.wait_for_selector("body[data-ready]")
    select(desk, SENTENCE)
    press(desk, *"relicens")
    expect(desk.get_by_role("option", name="Licensing change")).to_be_visible()
    press(desk, "Enter", "Enter")
    expect(marks(desk, SENTENCE)).to_have_class(re.compile(r"^quote state-draft lane-0 selected( hue-\d+)?$"))
    desk.get_by_role("button", name="Submit for review").click()
    expect(marks(desk, SENTENCE)).to_have_class(
        re.compile(r"^quote state-in_review lane-0 selected( hue-\d+)?$")
    )
    stored(desk)
    expect(desk.get_by_role("button", name="Approve")).to_have_count(0)
    shown, told = public_words(reader, "licensing-change")
    assert SENTENCE not in shown
    assert told == []

    review = open_window(make.reviewer())
    review.goto("/admin/")
    review.get_by_role("link", name=SENTENCE).click()
    review.get_by_role("button", name="Approve").click()
    assert SENTENCE not in public_words(reader, "licensing-change")[0]
    review.get_by_role("button", name="Publish").click()
    expect(marks(review, SENTENCE)).to_have_class(
        re.compile(r"^quote state-published lane-0 selected( hue-\d+)?$")
    )
    shown, told = public_words(reader, "licensing-change")
    assert SENTENCE in shown
    assert told == [SENTENCE]
    tagged = reader.request.get("/api/v1/quotes/?tag=licensing-change").json()["results"]
    assert [quote["speaker"]["display"] for quote in tagged] == ["Ines Carvalho"]


def test_the_author_cannot_approve_their_own_even_as_a_reviewer(open_window: Open, topics: None) -> None:
    both = make.person("bo", "editor", "reviewer")
    version = make.draft(SENTENCE, turn=make.turn(make.episode(texts=[f"In March. {SENTENCE}"])), by=both)
    page = open_desk(open_window(both), version.quote.episode)
    marks(page, SENTENCE[:20]).first.click()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Another person reviews it: nobody approves their own work.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def test_the_keyboard_alone_tags_a_sentence_with_two_topics_and_submits_it(
    open_window: Open, topics: None
) -> None:
    episode = make.episode(texts=["Nothing here.", make.WORDS])
    page = open_desk(open_window(make.editor()), episode)
    for _ in range(30):
        press(page, "Tab")
        if page.evaluate("document.activeElement.matches('.turn')"):
            break
    press(page, "ArrowDown", *["ArrowRight"] * 7, "s", "Enter", "l")
    expect(page.get_by_role("option", name="Licensing change")).to_have_attribute("aria-selected", "true")
    press(page, "Enter", "f", "Enter", "Enter")
    expect(marks(page, "Revenue doubled within a year.")).to_be_visible()
    stored(page)
    version = QuoteVersion.objects.get()
    assert version.exact == "Revenue doubled within a year."
    assert sorted(version.tags.values_list("slug", flat=True)) == ["forks", "licensing-change"]
    press(page, "i")
    for _ in range(20):
        press(page, "Tab")
        if page.evaluate("document.activeElement.dataset.action") == "submit":
            break
    press(page, "Enter")
    expect(marks(page, "Revenue doubled")).to_have_class(
        re.compile(r"^quote state-in_review lane-0 selected( hue-\d+)?$")
    )


def test_one_selects_and_saves_before_the_other_parts_of_the_desk_are_there(
    open_window: Open, topics: None
) -> None:
    desk, late = open_window(make.editor()), list[Route]()
    desk.route("**/desk/parts.js", lambda route: late.append(route))
    episode = make.episode(texts=[make.WORDS])
    desk.goto(f"/admin/transcripts/episode/{episode.pk}/annotate/", wait_until="commit")
    desk.wait_for_selector("body[data-selectable]")
    desk.locator(".turn").first.focus()
    press(desk, "s", "Enter", *"relicens", "Enter", "Enter")
    expect(marks(desk, "")).to_have_count(1)
    stored(desk)
    expect(desk.locator("#map svg")).to_have_count(0)
    late[0].continue_()
    desk.wait_for_selector("body[data-ready]")
    expect(desk.locator("#map svg")).to_be_visible()
    expect(desk.get_by_role("button", name="Make a claim")).to_be_visible()
    press(desk, "Control+z")
    expect(marks(desk, "")).to_have_count(0)


def test_words_are_added_and_taken_by_shift_and_arrows(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor()), make.episode())
    page.locator(".turn").first.focus()
    press(page, "ArrowRight", "ArrowRight", *["Shift+ArrowRight"] * 3, "Shift+ArrowLeft", "Enter")
    press(page, "t", "r", "Enter", "Control+Enter")
    expect(page.locator("mark.quote")).to_have_text("the licence in")


def test_one_comes_to_the_text_by_one_key_and_walks_by_sentences(open_window: Open, topics: None) -> None:
    episode = make.episode(texts=["Yes. We changed it. Two left us.", "And then? Nobody else did."])
    page = open_desk(open_window(make.editor()), episode)
    press(page, "Escape")
    expect(page.locator(".turn").first).to_be_focused()
    press(page, "Control+ArrowRight", "Control+ArrowRight")
    for word, key in [("Two", "Control+ArrowRight"), ("And", "Control+ArrowRight"), ("Nobody", "ArrowRight")]:
        expect(page.locator("#spoken")).to_have_text(word)
        press(page, key)
    press(page, "Control+ArrowLeft", "Control+ArrowLeft")
    expect(page.locator("#spoken")).to_have_text("Two")
    press(page, "s", "Enter", *"forks", "Enter", "Enter")
    stored(page)
    assert QuoteVersion.objects.get().exact == "Two left us."


def test_on_a_tablet_what_is_said_covers_no_button(open_window: Open, topics: None) -> None:
    page = open_window(make.editor(), viewport={"width": 834, "height": 700})
    open_desk(page, make.episode(texts=["We left it. " * 200]))
    press(page, "Escape", "s", "Enter", *"forks", "Enter", "Enter")
    said = page.locator("#status")
    expect(said).to_have_text("Draft saved.")
    words, button = said.bounding_box(), page.locator("[data-action=submit]").bounding_box()
    assert words and button
    assert button["y"] + button["height"] <= 700, "the button is not seen"
    apart = button["x"] + button["width"] <= words["x"] or button["y"] + button["height"] <= words["y"]
    assert apart, (button, words)


def test_one_walks_through_and_quotes_turns_without_a_word(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor()), make.episode(texts=["We left it.", "👏👏 …", "Thanks."]))
    page.locator(".turn").first.focus()
    press(page, "ArrowDown")
    expect(page.locator(".turn").nth(1)).to_be_focused()
    expect(page.locator("#spoken")).to_have_text("👏👏")
    press(page, "ArrowRight", "ArrowDown")
    expect(page.locator(".turn").nth(2)).to_be_focused()
    press(page, "ArrowUp", "s", "Enter", *"trust", "Enter", "Enter")
    expect(page.locator("mark.quote")).to_have_text("👏👏 …")


def test_a_word_without_end_breaks_inside_its_column(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor()), make.episode(texts=["See https://a.example/" + "x" * 300]))
    column = page.locator(".words")
    assert column.evaluate("(one) => one.scrollWidth <= one.clientWidth")


def test_a_selection_that_grows_is_followed_where_it_grows(open_window: Open, topics: None) -> None:
    text = "And so we went on talking about it. " * 60
    page = open_desk(
        open_window(make.editor(), viewport={"width": 640, "height": 400}), make.episode(texts=[text])
    )
    page.locator(".turn").first.focus()
    press(page, *["Shift+ArrowRight"] * 150)
    for _ in range(2):
        press(page, "Shift+ArrowRight")
        page.wait_for_timeout(100)
        last, side = page.evaluate(
            """() => [
                [...[...CSS.highlights.get("desk-passage")][0].getClientRects()].at(-1).bottom,
                document.getElementById("inspector").getBoundingClientRect().top,
            ]"""
        )
        assert 0 < last < side


def test_back_to_all_quotes_the_keyboard_stays_at_the_side(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor()), make.draft().quote.episode)
    press(page, "j")
    expect(page.locator("#inspector").get_by_text("History")).to_be_visible()
    press(page, "i", "Enter")
    expect(page.locator("#inspector .line")).to_be_focused()
    press(page, "Enter")
    expect(page.locator(".turn").first).to_be_focused()


def test_what_an_input_method_takes_is_no_key_of_the_desk(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor()), make.episode())
    page.locator(".turn").first.focus()
    press(page, "s", "Enter", *"trust")
    expect(page.get_by_role("option", name="Trust")).to_be_visible()
    field = page.get_by_role("form", name="New quote").get_by_label("Topics", exact=True)
    for key in ["Enter", "ArrowDown", "Escape", "Backspace"]:
        field.dispatch_event("keydown", {"key": key, "isComposing": True})
    expect(field).to_have_value("trust")
    expect(page.get_by_role("option", name="Trust")).to_be_visible()
    expect(page.get_by_role("form", name="New quote").locator(".chip")).to_have_count(0)


def test_offsets_are_right_after_emoji_and_combining_accents(open_window: Open, topics: None) -> None:
    text = "We said 👩‍🚀 fly, 𝒇𝒂𝒔𝒕. The cafe\u0301 owners stayed 🎉 with us. Nobody left."
    episode = make.episode(texts=["👍 yes.", text])
    page = open_desk(open_window(make.editor()), episode)
    select(page, "cafe\u0301 owners stayed 🎉 with us")
    press(page, *"trust")
    expect(page.get_by_role("option", name="Trust")).to_be_visible()
    press(page, "Enter", "Enter")
    expect(page.locator("mark.quote")).to_have_text("cafe\u0301 owners stayed 🎉 with us")
    stored(page)
    assert QuoteVersion.objects.get().exact == "cafe\u0301 owners stayed 🎉 with us"
    page.reload()
    expect(page.locator("mark.quote")).to_have_text("cafe\u0301 owners stayed 🎉 with us")


def test_code_points_and_utf_16_are_converted_both_ways(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor()), make.episode())
    text = "a👩‍🚀e\u0301𝒇z"
    for points in range(len(text) + 1):
        units = len(text[:points].encode("utf-16-le")) // 2
        there, back = page.evaluate(
            """async ([text, points, units]) => {
                const module = await import("/static/desk/offsets.js");
                return [module.utf16(text, points), module.codePoints(text, units)];
            }""",
            [text, points, units],
        )
        assert (there, back) == (units, points)


def test_a_selection_over_two_turns_ends_with_the_first_and_says_so(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor()), make.episode(texts=["One turn of talk.", "Another turn."]))
    first, second = page.locator(".words").nth(0).bounding_box(), page.locator(".words").nth(1).bounding_box()
    assert first
    assert second
    page.mouse.move(first["x"] + 2, first["y"] + 12)
    page.mouse.down()
    page.mouse.move(second["x"] + 60, second["y"] + 12, steps=5)
    page.mouse.up()
    expect(page.locator("#status")).to_contain_text("A quote lies inside one turn, so it ends where")
    press(page, *"trust")
    expect(page.get_by_role("option", name="Trust")).to_be_visible()
    press(page, "Enter", "Enter")
    expect(page.locator("mark.quote")).to_have_text("One turn of talk.")


def test_overlapping_quotes_are_told_apart(open_window: Open, topics: None) -> None:
    episode = make.episode()
    make.draft("the licence in March. Revenue doubled")
    make.in_review("Revenue doubled within a year.")
    page = open_desk(open_window(make.editor()), episode)
    both = page.locator("mark.quote mark.quote")
    expect(both).to_have_text("Revenue doubled")
    both.click()
    expect(page.get_by_role("heading", name="2 quotes overlap here")).to_be_visible()
    page.locator("#inspector").get_by_role("button", name="within a year").click()
    expect(page.locator("#inspector blockquote")).to_have_text("“Revenue doubled within a year.”")


def test_topics_and_note_are_changed_at_the_side(open_window: Open, topics: None) -> None:
    version = make.draft()
    page = open_desk(open_window(make.editor()), version.quote.episode)
    marks(page, "Revenue").click()
    side = page.locator("#inspector")
    side.get_by_label("Topics", exact=True).fill("trust")
    page.get_by_role("option", name="Trust").click()
    expect(page.locator("#status")).to_have_text("Saved.")
    side.get_by_role("button", name="Take away Licensing change").click()
    expect(page.locator(".side .topics")).to_have_text("Trust")
    side.get_by_label("Note for colleagues").fill("Check the year.")
    side.get_by_role("button", name="Save note").click()
    stored(page)
    version.refresh_from_db()
    assert version.note == "Check the year."
    side.get_by_role("button", name="Take away Trust").click()
    expect(side.get_by_role("alert")).to_have_text("Choose at least one topic.")
    expect(side.get_by_text("Trust")).to_be_visible()


def test_a_decision_on_what_changed_meanwhile_is_refused_in_place(open_window: Open, topics: None) -> None:
    version = make.in_review()
    page = open_desk(open_window(make.reviewer()), version.quote.episode)
    marks(page, "Revenue").click()
    page.get_by_label("Why (to return").fill("Too short, I think.")
    review.move(version, action="retract", by=make.editor())
    quotes.change(version.quote, note="Other words", by=make.editor())
    review.move(version, action="submit", by=make.editor())
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody has changed this quote since you opened it.")
    expect(page.get_by_label("Why (to return")).to_have_value("Too short, I think.")
    page.get_by_role("button", name="Return with note").click()
    expect(marks(page, "Revenue")).to_have_class(
        re.compile(r"^quote state-changes_requested lane-0 selected( hue-\d+)?$")
    )


def test_a_quote_of_the_notes_is_credited_to_the_notes(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor()), make.episode(notes=["Ines gives figures on renewals."]))
    select(page, "figures on renewals")
    press(page, *"trust")
    expect(page.get_by_role("option", name="Trust")).to_be_visible()
    press(page, "Enter", "Enter")
    expect(page.locator("#inspector")).to_contain_text("Credited to the notes")
    stored(page)
    assert QuoteVersion.objects.get().speaker is None


def test_a_finger_s_selection_opens_the_bar_without_taking_the_focus(open_window: Open, topics: None) -> None:
    page = open_desk(open_window(make.editor(), has_touch=True), make.episode())
    page.evaluate(
        """() => {
            const box = document.querySelector(".words"), text = box.querySelector(".para").firstChild;
            const touch = { pointerType: "touch", bubbles: true, button: 0 };
            box.dispatchEvent(new PointerEvent("pointerup", touch));
            getSelection().setBaseAndExtent(text, 3, text, 14);
        }"""
    )
    expect(page.get_by_role("form", name="New quote")).to_be_visible()
    assert page.evaluate("getSelection().toString()") != ""
    page.get_by_label("Topics", exact=True).tap()
    press(page, *"trust")
    page.get_by_role("option", name="Trust").tap()
    page.get_by_role("button", name="Save draft").tap()
    expect(page.locator("mark.quote")).to_have_text("changed the")


def test_the_address_leads_back_to_the_quote(open_window: Open, topics: None) -> None:
    version = make.draft()
    page = open_desk(open_window(make.editor()), version.quote.episode)
    press(page, "j")
    expect(page).to_have_url(re.compile(f"#quote-{version.quote.public_id}$"))
    page.reload()
    expect(page.locator("#inspector blockquote")).to_have_text("“Revenue doubled within a year.”")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("button", name="Submit for review")).to_be_in_viewport(ratio=1)
    expect(page.locator("mark.quote")).to_have_class(re.compile(r"\bhue-\d"))
    review.move(version, action=Action.DISCARD, by=version.changed_by)
    page.reload()
    expect(page.locator("#status")).to_contain_text("not on this desk any more")
    expect(page).to_have_url(re.compile(f"#quote-{version.quote.public_id}$"))


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.param


def test_the_desk_and_the_start_page_are_accessible_and_pictured(
    open_window: Open, topics: None, scheme: str, check_accessible: Callable[[Page], None], screenshot: Any
) -> None:
    episode = make.episode(texts=[make.WORDS, make.WORDS, "Buy this."], sponsor=[2], notes=["Figures."])
    make.published("Two contributors left us over it.", turn=make.turn(episode))
    make.draft("the licence in March. Revenue doubled", turn=make.turn(episode, 1))
    make.in_review("Revenue doubled within a year.", turn=make.turn(episode, 1))
    page = open_window(make.editor(), color_scheme=scheme, viewport={"width": 1366, "height": 768})
    page.goto("/admin/")
    check_accessible(page)
    screenshot(page, f"start-{scheme}")
    open_desk(page, episode)
    check_accessible(page)
    press(page, "j")
    expect(page.get_by_text("History")).to_be_visible()
    check_accessible(page)
    press(page, "?")
    check_accessible(page)
    press(page, "Escape")
    select(page, "We changed the licence")
    press(page, "l")
    expect(page.get_by_role("option", name="Licensing change")).to_be_visible()
    check_accessible(page)
    screenshot(page, f"desk-{scheme}")


@pytest.mark.parametrize(
    "path",
    [
        "transcripts/sourcedocument/import/",
        "transcripts/episode/",
        "transcripts/episode/{episode}/change/",
        "annotations/quoteversion/",
        "annotations/quoteversion/{version}/change/",
        "transcripts/job/{job}/change/",
    ],
)
def test_our_admin_pages_are_accessible(
    open_window: Open, topics: None, path: str, check_without_fault: Callable[[Page], None]
) -> None:
    version = make.in_review()
    job = jobs.enqueue(SourceDocument.objects.first(), by=make.editor())
    jobs.run_next()
    address = "/admin/" + path.format(episode=version.quote.episode_id, version=version.pk, job=job.pk)
    person = make.person("bo", "editor", "reviewer")
    open_window(person).goto(address)  # its own policy is watched in every window
    page = open_window(person, bypass_csp=True)  # axe-core sets inline styles
    answer = page.goto(address)
    assert answer
    assert answer.ok
    check_without_fault(page)


def test_letters_typed_before_the_bar_stands_are_no_commands(open_window: Open, topics: None) -> None:
    turn = make.turn(make.episode())
    page = open_window(make.editor())
    # A page that has much to do comes to what waits only after the next keys.
    page.add_init_script("const later = setTimeout; setTimeout = (act, ms) => later(act, ms || 800);")
    open_desk(page, turn.revision.episode)
    drag_over(page, "We changed the licence in March.")
    press(page, *"relicens")
    form = page.get_by_role("form", name="New quote")
    expect(form.get_by_label("Topics", exact=True)).to_have_value("relicens")
    assert "We changed the licence in March." in page.evaluate(
        "[...CSS.highlights.get('desk-passage')].map(String).join()"
    )


def test_a_drag_may_end_beside_the_text(open_window: Open, topics: None) -> None:
    turn = make.turn(make.episode())
    page = open_desk(open_window(make.editor()), turn.revision.episode)
    box, side = page.locator(".words").bounding_box(), page.locator("#inspector").bounding_box()
    assert box and side
    page.mouse.move(box["x"] + 2, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(side["x"] + 60, side["y"] + 40, steps=5)
    page.mouse.up()
    expect(page.get_by_role("form", name="New quote").get_by_label("Topics", exact=True)).to_be_focused()


def test_a_long_list_of_quotes_is_there_to_its_end(open_window: Open, groups: None) -> None:
    episode = make.episode(texts=[f"This is plan {number}." for number in range(150)])
    for number in range(150):
        make.draft(f"This is plan {number}.", turn=make.turn(episode, number))
    page = open_desk(open_window(make.editor()), episode)
    lines = page.locator("#inspector .lines .exact")
    expect(lines).to_have_count(150)
    expect(lines.last).to_contain_text("This is plan 149.")
