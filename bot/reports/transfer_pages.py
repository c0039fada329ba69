"""A transfer sheet on paper, in the reader's language: what a centre will do with the practice of another, and what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.transfers import PART_NAMES, SheetPart
from bot.i18n.phrase import Words, _
from bot.i18n.translator import isolated
from bot.reports.document import Document, Paragraph, Quote, Section
from bot.reports.told import Render, in_plain, page_of


@dataclass(frozen=True)
class TransferPaper:
    """`outcome`, and each story, None as long as nobody has told it."""

    number: int
    practice: int
    title: Words
    here: Words
    there: Words
    programme: Words
    sheet: Mapping[SheetPart, Words]
    outcome: Words | None = None
    story_here: Words | None = None
    story_there: Words | None = None


def document(paper: TransferPaper, language: str, render: Render) -> Document:
    """`as_data()` of it is what the job "report" draws."""
    text = in_plain(render)
    return Document(
        language=language,
        title=text(_("Transfer sheet")),
        subject=text(paper.title),
        facts=tuple((text(label), text(words)) for label, words in _facts(paper)),
        sections=tuple(_sections(paper, text)),
        programme=text(paper.programme),
        page_of=page_of(text),
    )


def _facts(paper: TransferPaper) -> Iterator[tuple[Words, Words]]:
    yield _("Tried by"), paper.here
    yield _("Practice of"), paper.there
    yield (
        _("Numbers"),
        _("transfer {number}, practice {practice}", number=str(paper.number), practice=str(paper.practice)),
    )
    if paper.outcome is not None:
        yield _("What became of it"), paper.outcome


def _sections(paper: TransferPaper, text: Render) -> Iterator[Section]:
    for part, words in paper.sheet.items():
        yield Section(text(PART_NAMES[part]), (Paragraph(isolated(text(words))),))
    told = [(paper.here, paper.story_here), (paper.there, paper.story_there)]
    quotes = tuple(Quote(isolated(text(story)), text(centre)) for centre, story in told if story is not None)
    if quotes:
        yield Section(text(_("Told by both")) if len(quotes) == len(told) else text(_("What they tell")), quotes)
