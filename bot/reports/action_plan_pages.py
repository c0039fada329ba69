"""An action plan on paper, in the reader's language: what is to be done, then what was done or given up."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.i18n.phrase import Words, _
from bot.i18n.translator import isolated
from bot.reports.document import Document, Paragraph, Point, Points, Section
from bot.reports.told import Render, in_plain, page_of


@dataclass(frozen=True)
class PlannedLine:
    """What, and more about it: until when, who, how far, from where."""

    text: Words
    about: tuple[Words, ...]


@dataclass(frozen=True)
class PlanPaper:
    centre: Words
    programme: Words
    day: Words
    to_do: tuple[PlannedLine, ...]
    over: tuple[PlannedLine, ...]


def document(paper: PlanPaper, language: str, render: Render) -> Document:
    """`as_data()` of it is what the job "report" draws."""
    text = in_plain(render)
    return Document(
        language=language,
        title=text(_("Action plan")),
        subject=text(paper.centre),
        facts=((text(_("As of")), text(paper.day)),),
        sections=tuple(_sections(paper, text)),
        programme=text(paper.programme),
        page_of=page_of(text),
    )


def _sections(paper: PlanPaper, text: Render) -> Iterator[Section]:
    if paper.to_do:
        yield Section(text(_("To do")), (_points(paper.to_do, text),))
    else:
        yield Section(text(_("To do")), (Paragraph(text(_("Nothing at present."))),))
    if paper.over:
        yield Section(text(_("Done or given up")), (_points(paper.over, text),))


def _points(lines: tuple[PlannedLine, ...], text: Render) -> Points:
    return Points(tuple(Point(isolated(text(one.text)), " ".join(map(text, one.about))) for one in lines))
