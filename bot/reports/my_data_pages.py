"""What is kept about somebody, on paper, in their language: who they are to us, what was done, what they said, and how much there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.i18n.translator import isolated
from bot.reports.document import Document, Paragraph, Point, Points, Section, Table
from bot.reports.told import Render, in_plain, page_of


@dataclass(frozen=True)
class MyDataPaper:
    """`facts`: label and what it is; `agreed`, `done`: a line each; `said`: when and in which words; `topics`: name and rows."""

    name: Words
    programme: Words
    at: datetime
    facts: Sequence[tuple[Words, Words]]
    agreed: Sequence[Words]
    done: Sequence[Words]
    said: Sequence[tuple[datetime, str]]
    topics: Sequence[tuple[Words, int]]


def document(paper: MyDataPaper, language: str, render: Render) -> Document:
    """`as_data()` of it is what the job "report" draws."""
    text = in_plain(render)
    day = text(Moment(paper.at, MomentStyle.DAY))
    return Document(
        language=language,
        title=text(_("What is kept about you")),
        subject=text(paper.name),
        facts=((text(_("As of")), day), *((text(label), text(words)) for label, words in paper.facts)),
        sections=tuple(_sections(paper, text)),
        programme=text(paper.programme),
        page_of=page_of(text),
    )


def _sections(paper: MyDataPaper, text: Render) -> Iterator[Section]:
    yield Section(text(_("How much there is")), (_amounts(paper, text), Paragraph(text(_EVERY_WORD))))
    if paper.agreed:
        yield _list(text(_("What you agreed to")), paper.agreed, text)
    if paper.done:
        yield _list(text(_("What was done, the latest first")), paper.done, text)
    if paper.said:
        lines = tuple(Point(isolated(words), text(Moment(at, MomentStyle.DAY))) for at, words in paper.said)
        yield Section(text(_("What you answered in talks")), (Points(lines),))


_EVERY_WORD = _("Every entry, word by word, stands in the file my-data.json.")


def _amounts(paper: MyDataPaper, text: Render) -> Table:
    headings = (text(_("About what")), text(_("Entries")))
    return Table(headings, tuple((text(name), str(rows)) for name, rows in paper.topics))


def _list(heading: str, lines: Sequence[Words], text: Render) -> Section:
    return Section(heading, (Points(tuple(Point(text(one)) for one in lines)),))
