"""What somebody typed stays what it is: never markup, a link, a formula, a line of a calendar or a page's script."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

import bot
from bot.channels.matrix.render import Renderer
from bot.channels.telegram.words import parts
from bot.channels.web import frames
from bot.core.messages import Choice, Link, Outgoing
from bot.delivery.codec import outgoing_to_json
from bot.i18n.markup import plain, spans
from bot.i18n.phrase import Variants, _
from bot.i18n.translator import Reader
from bot.questionnaires.submissions.formulas import as_typed, as_typed_in_csv, defused, defused_in_csv
from bot.reports import compendium_site
from bot.reports.compendium import Typed
from bot.reports.tables_writing import csv_files, workbook
from bot.reports.written_tables import Written
from bot.storage.web import Said, WebDirection
from tests.reports.sample_compendiums import compendium
from tests.reports.sample_words import renderer
from tests.telegram.emulator.html import parse_html
from tests.telegram.emulator.texts import clean
from tests.usecases.learning import TRANSLATOR
from tests.usecases.test_session_calendar import STARTS, bytes_of, event_of, facts

PIECES = (
    "<script>alert(1)</script>", "</script>", "<!--", "<b>", "</b>", "&lt;", "&amp;", "&#60;", '" onclick="x', "' onerror='x",
    "*", "\\", "_", "`", "[a](javascript:alert(1))", "javascript:alert(1)", "data:text/html,x", "@room", "@everybody",
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", ";=1", "'=1", "＝1", "#import", "$x$", '#eval("1")', "@ref", "<label>",
    "\r\nEND:VEVENT", "\nATTENDEE:mailto:x@example.org", "BEGIN:VALARM", ",", ";", ":", "\u2028", "\u202e", "\u2066", "\u2069", "\x0b", " ", "word", "كلمة", "🎓",
)  # fmt: skip
TYPED = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), min_size=1, max_size=8).map("".join)
SEEN = TYPED.filter(lambda text: text.strip())


def said(name: str, text: str, language: str = "en") -> str:
    """A sentence of ours with what two people typed in it, in our markup."""
    return TRANSLATOR.render(
        _("*{name}* writes about your practice *{title}*:", name=name, title=text), Reader(language)
    )


# -- chats -------------------------------------------------------------------------------------------------------------
@settings(deadline=None)
@given(SEEN, SEEN)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_telegram_shows_what_was_typed_and_only_our_own_is_bold(language, name, text):
    marked = said(name, text, language)
    shown, entities = "", []
    for part in parts(marked, language):
        words, found = parse_html(part)
        shown, entities = shown + words, entities + found
    assert {one["type"] for one in entities} <= {"bold"}
    assert (
        clean(shown).split()
        == clean(
            "".join(parts(plain(marked).replace("\\", "\\\\").replace("*", "\\*"), language))
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
        ).split()
    )


@settings(deadline=None)
@given(SEEN, SEEN)
def test_what_was_typed_is_no_markup_of_ours(name, text):
    """Nothing of it is lost, and only what our own sentence puts in bold is bold."""
    pieces = spans(said(name, text))
    assert "".join(bare(one.text) for one in pieces) == bare(f"{name} writes about your practice {text}:")
    assert [bare(one.text) for one in pieces if one.bold] == [bare(name), bare(text)]


def bare(text: str) -> str:
    """Without what shows a direction, which we put around what was typed."""
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


class Tags(HTMLParser):
    """Whatever a browser would take for markup."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()
        self.attributes: set[tuple[str, str, str]] = set()
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {(tag, name, value or "") for name, value in attrs}

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        self.found.add("<!--")

    def handle_decl(self, decl):
        self.found.add("<!")

    unknown_decl = handle_pi = handle_decl


RENDERER = Renderer("@bot:centres.example", TRANSLATOR)


@settings(deadline=None)
@given(SEEN, SEEN, st.sampled_from(["https://example.org/", "javascript:", "data:text/html,", "JaVaScRiPt:"]), TYPED)
def test_matrix_shows_what_was_typed_and_links_only_what_is_a_link(name, text, scheme, behind):
    message = Outgoing(
        said(name, text),
        choices=(Choice(said(text, name), "a:x:1", word="yes 31"),),
        links=(Link(said(name, text), scheme + behind),),
    )
    for content in RENDERER.contents(message):
        html = Tags(content["formatted_body"])
        assert html.found <= {"strong", "br", "a", "div"}
        assert {(tag, name_) for tag, name_, _value in html.attributes} <= {("a", "href"), ("div", "dir")}
        links = [value for tag, _name, value in html.attributes if tag == "a"]
        assert all(re.match(r"(?:https?://|mailto:)", link) for link in links)
        assert content["m.mentions"] == {}


@settings(deadline=None)
@given(SEEN, SEEN, st.sampled_from(["https://example.org/", "javascript:", "data:text/html,", "JaVaScRiPt:"]))
def test_the_web_chat_is_handed_texts_and_no_markup(name, text, scheme):
    message = Outgoing(said(name, text), links=(Link(name, scheme + "x"),))
    stored = Said(1, WebDirection.OUT, "k", {"message": outgoing_to_json(message)}, STARTS, None)
    shown = json.loads(frames.written({"type": "message", "message": frames.shown(stored)}))["message"]
    assert "".join(span["text"] for span in shown["spans"]) == plain(json.loads(json.dumps(message.text)))
    assert all(re.match(r"(?:https?://|mailto:)", link["url"]) for link in shown.get("links", ()))


PAGES = [
    *Path(bot.__file__).parent.glob("channels/web/static/*.js"),
    *Path(bot.__file__).parent.glob("reports/templates/*"),
]
INTO_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\s*\(|new Function|srcdoc|setHTML"
)


@pytest.mark.parametrize(
    "path", [one for one in PAGES if one.is_file() and one.suffix != ".ttf"], ids=lambda path: path.name
)
def test_no_script_and_no_template_makes_markup_or_code_of_a_text(path):
    assert INTO_MARKUP.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.slow  # a whole site each
@settings(max_examples=25, deadline=None)
@given(SEEN, SEEN)
def test_the_site_of_the_compendium_shows_what_was_typed(title, text):
    found = compendium(count=2)
    entries = tuple(
        replace(one, title=Typed(title, "en"), parts={field: Typed(text, "en") for field in one.parts})
        for one in found.entries
    )
    pages = compendium_site.whole({"en": replace(found, entries=entries)}, {"en": renderer("en")}, {})
    plain_ones = compendium_site.whole({"en": found}, {"en": renderer("en")}, {})
    for name, page in pages.items():
        if name.endswith(".html"):
            ours, theirs = Tags(plain_ones[name]), Tags(page)
            assert theirs.found <= ours.found
            assert {(tag, attribute) for tag, attribute, _value in theirs.attributes} <= {
                (tag, attribute) for tag, attribute, _value in ours.attributes
            }
        else:
            assert "</script" not in page.lower() or name == "icon.svg"


# -- tables ------------------------------------------------------------------------------------------------------------
STARTS_A_FORMULA = re.compile(r"[\s\"]*[=+\-@＝＋－＠]|[\t\r\n]")


@settings(deadline=None)
@given(TYPED)
@example("=1")
@example("\t=1")
def test_no_cell_begins_as_a_formula_and_what_was_typed_comes_back(text):
    assert not STARTS_A_FORMULA.match(defused(text))
    assert not STARTS_A_FORMULA.match(defused_in_csv(text))
    assert as_typed(defused(text)) == text
    assert as_typed_in_csv(defused_in_csv(text)) == text


def tables(cells: list[str]) -> list[dict]:
    return [Written("Table", (("Heading", "Other"), *((one, "x") for one in cells))).as_data()]


@settings(max_examples=50, deadline=None)
@given(st.lists(TYPED, min_size=1, max_size=5))
@example(["a;\t=1", "a;  \t=1", 'a;"\t=1', "a;\r=1"])
def test_a_table_of_commas_opens_without_a_formula_with_either_separator(cells):
    with zipfile.ZipFile(io.BytesIO(csv_files(tables=tables(cells)))) as archive:
        assert archive.namelist() == ["Table.csv"]
        text = archive.read("Table.csv").decode("utf-8-sig")
    for separator in (",", ";"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not any(STARTS_A_FORMULA.match(cell) for cell in row)


@settings(max_examples=50, deadline=None)
@given(st.lists(TYPED, min_size=1, max_size=5))
@example(["=1", "\t=1", "+1", "-1", "@SUM(A1)", '"=1', "＝1"])
def test_a_workbook_holds_texts_and_no_formula_no_link_and_no_macro(cells):
    data = workbook(tables=tables(cells))
    sheet = load_workbook(io.BytesIO(data)).active
    written = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in written} <= {"s"}
    assert [cell.value for cell in written if STARTS_A_FORMULA.match(cell.value)] == []
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "external" in name.lower()]
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


# -- calendars ---------------------------------------------------------------------------------------------------------
def properties(data: bytes) -> Iterator[str]:
    """The names of a calendar's lines, in order."""
    for line in data.replace(b"\r\n ", b"").split(b"\r\n"):
        yield re.split(rb"[:;]", line)[0].decode()


@settings(deadline=None)
@given(SEEN, SEEN)
@example("Bread", "Amina\\")
@example("Bread", "\\")
def test_no_text_adds_a_line_to_a_calendar(title, name):
    before = facts()
    typed = replace(before, title=Variants({"en": title}), organiser=name)
    data = bytes_of(typed)
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data)
    assert list(properties(data)) == list(properties(bytes_of(before)))
    calendar, event = event_of(data)
    assert [one.name for one in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    assert str(event["ORGANIZER"]).lower().startswith("mailto:organiser@")
    assert Calendar.from_ical(data).walk("VALARM") == []
