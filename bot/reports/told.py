"""What the reports share: a scale in words, tables, what has changed, and who was asked without names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.i18n.markup import plain
from bot.i18n.phrase import Phrase, Rounded, Words, _
from bot.reports.document import PAGE, PAGES, Paragraph, Point, Points, Section, Table
from bot.reports.profile_chart import Scale

Render = Callable[[Words], str]  # `Conversation.render`, or `Translator.bound(reader)`
NOTHING_COMPARED = _("No area was rated both times, so nothing is compared.")


@dataclass(frozen=True)
class Grade:
    """A level of the scale and its short name: 1, "not yet"; empty where it has none."""

    level: float
    name: Words


@dataclass(frozen=True)
class View:
    """A group that answered without names: "Learners", and what is said of it: "31 answers", or why nothing is shown."""

    name: Words
    said: Words


def in_plain(render: Render) -> Render:
    """Without our markup: on paper everything is a string."""

    def text(words: Words) -> str:
        return plain(render(words))

    return text


def as_number(level: float) -> Words:
    """3, and 3.5 where it lies between two."""
    return Rounded(level, 0) if level == int(level) else Rounded(level)


def scale_of(grades: Sequence[Grade], text: Render) -> Scale:
    """`grades` from the lowest to the highest, at least two."""
    lowest, highest = (
        text(_("{level} = {word}", level=as_number(one.level), word=one.name) if one.name else as_number(one.level))
        for one in (grades[0], grades[-1])
    )
    ticks = tuple(text(as_number(one.level)) for one in grades)
    return Scale(grades[0].level, grades[-1].level, ticks, lowest, highest)


def of_the_highest(level: float, highest: float) -> Phrase:
    return _("{level} of {highest}", level=Rounded(level), highest=as_number(highest))


def page_of(text: Render) -> str:
    return text(_("Page {page} of {pages}", page=PAGE, pages=PAGES))


def movement(before: float, now: float) -> Words:
    """As far as one decimal of each shows it."""
    return moved(round(now, 1) - round(before, 1))


def moved(difference: float) -> Words:
    """In words: signs and arrows turn round in some scripts."""
    if round(difference, 1) > 0:
        return _("up by {difference}", difference=Rounded(difference))
    if round(difference, 1) < 0:
        return _("down by {difference}", difference=Rounded(-difference))
    return _("unchanged")


def shown(level: float | None) -> Words:
    return _("not shown") if level is None else Rounded(level)


def table(headings: Sequence[Words], rows: Iterable[Sequence[Words]], text: Render) -> Table:
    return Table(tuple(map(text, headings)), tuple(tuple(map(text, row)) for row in rows))


def changes(earlier: Words, means: Iterable[tuple[Words, float | None, float | None]], text: Render) -> Section:
    """`means`: the name of an area, its mean in the earlier round, and now."""
    heading = text(_("Since: {round}", round=earlier))
    rows: list[tuple[Words, ...]] = [
        (name, Rounded(before), Rounded(now), movement(before, now))
        for name, before, now in means
        if before is not None and now is not None
    ]
    if not rows:
        return Section(heading, (Paragraph(text(NOTHING_COMPARED)),))
    return Section(heading, (table((_("Area"), _("Then"), _("Now"), _("Change")), rows, text),))


def asked(views: Sequence[View], text: Render) -> Points:
    """Who was asked without names, and what is said of each group."""
    return Points(tuple(Point(text(_("{group}: {said}", group=view.name, said=view.said))) for view in views))
