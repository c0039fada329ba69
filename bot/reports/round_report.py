"""The synthesis report of a round, for coordinators: participation, the network's profile, common needs and strengths.

No centre is named or ranked, and what too few centres or people said is told as such.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.i18n.phrase import Country, Lines, Rounded, Words, _, _n
from bot.reports.document import Block, Chart, Document, Map, Paragraph, Point, Points, Section, Table
from bot.reports.participation_map import Tile, TileGrid
from bot.reports.profile_chart import Legends, ProfileChart, Row
from bot.reports.told import (
    NOTHING_COMPARED,
    Grade,
    Render,
    View,
    asked,
    in_plain,
    moved,
    page_of,
    scale_of,
    shown,
    table,
)


@dataclass(frozen=True)
class NetworkPart:
    """An area, a criterion or a step over all centres. `median` None: suppressed, or nobody rated it; `said` tells why.

    `change`: the median of how far the centres that took part both times have moved, and how many they are (`both`).
    `views`: medians of what others say, in the order of `RoundReport.views`.
    """

    name: Words
    median: float | None
    quartiles: tuple[float, float] | None
    centres: int
    said: Words = ""
    change: float | None = None
    both: int = 0
    views: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Group:
    """A country or a network beside the others: of all that its centres rated. `median` None: `said` tells why."""

    name: Words
    median: float | None
    quartiles: tuple[float, float] | None
    centres: int
    said: Words = ""


@dataclass(frozen=True)
class Common:
    """What many centres have in common: so many of those that rated it."""

    name: Words
    centres: int
    of: int
    within: Words = ""


@dataclass(frozen=True)
class RoundReport:
    """All that is found; `document` puts it into the reader's language.

    `countries`: of the centres that were invited. `groups` in the order in which they are read, never ranked. `notes`: what was left out and why, a sentence each.
    """

    programme: Words
    name: Words
    instrument: Words
    period: Words
    countries: tuple[Tile, ...]
    grades: tuple[Grade, ...]
    parts: tuple[NetworkPart, ...]
    people: int = 0  # who contributed
    needs: tuple[Common, ...] = ()
    strengths: tuple[Common, ...] = ()
    earlier: Words | None = None
    groups: tuple[Group, ...] = ()
    views: tuple[View, ...] = ()
    notes: tuple[Words, ...] = ()


def document(report: RoundReport, language: str, render: Render) -> Document:
    """`as_data()` of it is what the job "report" draws."""
    return _Writing(report, in_plain(render)).document(language)


def participation(tiles: tuple[Tile, ...]) -> Words:
    """In one sentence: what stands below a map, and its description."""
    done, centres = sum(one.done for one in tiles), sum(one.of for one in tiles)
    begun = sum(1 for one in tiles if one.done)
    return _n(
        "{done} of {count} centre has taken part, in {countries}.",
        "{done} of {count} centres have taken part, in {countries}.",
        centres,
        done=done,
        countries=_n("{begun} of {count} country", "{begun} of {count} countries", len(tiles), begun=begun),
    )


def tile_grid(tiles: tuple[Tile, ...], render: Render) -> TileGrid:
    text = in_plain(render)
    return TileGrid(
        tiles=tiles,
        legend=text(_("3/5: three of five centres have taken part.")),
        elsewhere=text(_("Other countries")),
        empty=text(_("No centre has been invited yet.")),
    )


@dataclass(frozen=True)
class _Writing:
    report: RoundReport
    text: Render

    def document(self, language: str) -> Document:
        report = self.report
        done, centres = sum(one.done for one in report.countries), sum(one.of for one in report.countries)
        facts: list[tuple[Words, Words]] = [
            (_("Questionnaire"), report.instrument),
            (_("When"), report.period),
            (_("Centres"), _("{done} of {of}", done=done, of=centres)),
        ]
        if report.people:
            facts.append((_("People"), _n("{count} person", "{count} people", report.people)))
        return Document(
            language=language,
            title=self.text(_("Report of a round")),
            subject=self.text(report.name),
            facts=tuple((self.text(label), self.text(words)) for label, words in facts),
            sections=tuple(self._sections()),
            programme=self.text(report.programme),
            page_of=page_of(self.text),
        )

    def _sections(self) -> Iterator[Section]:
        yield self._section(_("Participation"), *self._participation())
        yield self._section(_("Profile of the network"), *self._profile())
        if self.report.needs:
            yield self._section(_("What most centres need"), self._common(self.report.needs))
        if self.report.strengths:
            yield self._section(_("What most centres are good at"), self._common(self.report.strengths))
        if self.report.earlier is not None:
            yield self._section(_("Since: {round}", round=self.report.earlier), self._changes())
        if self.report.groups:
            yield self._section(_("Countries and networks"), self._groups())
        if self.report.views:
            yield self._section(_("As others see it"), *self._views())
        yield self._section(_("How to read this"), *self._explanations())
        if self.report.countries:
            yield self._section(_("Participation by country"), self._countries())

    def _section(self, heading: Words, *blocks: Block) -> Section:
        return Section(self.text(heading), blocks)

    def _profile(self) -> Iterator[Block]:
        yield Chart(self._chart(), self.text(Lines(tuple(self._in_sentences()))))
        headings = (_("Area"), _("Median"), _("Middle half of the centres"), _("Centres"))
        rows = [(part.name, _median(part), _middle(part), _centres(part)) for part in self.report.parts]
        yield table(headings, rows, self.text)

    def _chart(self) -> ProfileChart:
        return ProfileChart(
            rows=tuple(self._row(part) for part in self.report.parts),
            scale=scale_of(self.report.grades, self.text),
            legends=Legends(
                own=self.text(_("Median of the centres")),
                quartiles=self.text(_("Middle half of the centres")),
            ),
            empty=self.text(_("Too few centres have finished: there is nothing to show yet.")),
        )

    def _row(self, part: NetworkPart) -> Row:
        return Row(
            label=self.text(part.name),
            score=part.median,
            score_text=self.text(_median(part)),
            quartiles=part.quartiles if part.median is not None else None,
        )

    def _in_sentences(self) -> Iterator[Words]:
        """The chart for those who do not see it."""
        for part in self.report.parts:
            yield _("{area}: {level}.", area=part.name, level=_median(part))

    def _common(self, common: tuple[Common, ...]) -> Block:
        return Points(tuple(Point(self.text(one.name), self.text(self._shared(one))) for one in common), numbered=True)

    def _shared(self, one: Common) -> Words:
        centres = _n("{centres} of {count} centre", "{centres} of {count} centres", one.of, centres=one.centres)
        return _("{one} · {more}", one=centres, more=one.within) if one.within else centres

    def _changes(self) -> Block:
        headings = (_("Area"), _("Change"), _("Centres that took part both times"))
        rows = [
            (part.name, moved(part.change), str(part.both)) for part in self.report.parts if part.change is not None
        ]
        if not rows:
            return Paragraph(self.text(NOTHING_COMPARED))
        return table(headings, rows, self.text)

    def _groups(self) -> Block:
        headings = (_("Country or network"), _("Median"), _("Middle half of the centres"), _("Centres"))
        rows = [(one.name, _median(one), _middle(one), _centres(one)) for one in self.report.groups]
        return table(headings, rows, self.text)

    def _views(self) -> Iterator[Block]:
        headings = (_("Area"), _("Centres"), *(view.name for view in self.report.views))
        rows = [
            (part.name, _median(part), *(shown(level) for level in part.views))
            for part in self.report.parts
            if any(level is not None for level in part.views)
        ]
        if rows:
            yield table(headings, rows, self.text)
        yield asked(self.report.views, self.text)

    def _participation(self) -> Iterator[Block]:
        tiles = self.report.countries
        if tiles:
            yield Paragraph(self.text(participation(tiles)))
        yield Map(tile_grid(tiles, self.text), self.text(participation(tiles)))

    def _countries(self) -> Block:
        named = sorted(
            ((self.text(Country(one.country)), one) for one in self.report.countries),
            key=lambda pair: _sorting(pair[0]),
        )
        rows = [(name, self.text(_("{done} of {of}", done=one.done, of=one.of))) for name, one in named]
        headings = (self.text(_("Country")), self.text(_("Taken part")))
        return Table(headings, tuple(rows), halves=True)

    def _explanations(self) -> Iterator[Block]:
        sentences: tuple[Words, ...] = (
            _(
                "Each centre counts once. The middle half lies between the quartiles: a quarter of the centres is below it, a quarter above."
            ),
            _(
                "Nothing is shown of fewer than five centres, or of fewer than five people who answered without names. No centre is named, and there is no league table."
            ),
        )
        for words in (*sentences, *self.report.notes):
            yield Paragraph(self.text(words))


def _median(part: NetworkPart | Group) -> Words:
    if part.median is None:
        return part.said or _("not shown")
    return Rounded(part.median)


def _centres(part: NetworkPart | Group) -> Words:
    """Not even how many, where that is what must not be known."""
    return "" if part.median is None else str(part.centres)


def _middle(part: NetworkPart | Group) -> Words:
    if part.median is None or part.quartiles is None:
        return ""
    lower, upper = part.quartiles
    return _("{lower} to {upper}", lower=Rounded(lower), upper=Rounded(upper))


def _sorting(name: str) -> str:
    """Égypte stands before Espagne."""
    return "".join(sign for sign in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(sign))
