"""The report of one centre in the reader's language, section by section."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.i18n.phrase import Lines, Listed, Rounded, Words, _, _n
from bot.i18n.translator import isolated
from bot.reports.centre_report import Answer, CentreReport, Comment, Evidence, Highlight, Part
from bot.reports.document import Block, Chart, Document, Paragraph, Point, Points, Quote, Rating, Ratings, Section
from bot.reports.profile_chart import MOST_VIEWS, Legends, ProfileChart, Row
from bot.reports.told import (
    Render,
    as_number,
    asked,
    changes,
    in_plain,
    of_the_highest,
    page_of,
    scale_of,
    shown,
    table,
)


def document(report: CentreReport, language: str, render: Render) -> Document:
    """`as_data()` of it is what the job "report" draws."""
    return _Writing(report, in_plain(render)).document(language)


def chart(report: CentreReport, render: Render) -> ProfileChart:
    """The profile alone, for a card."""
    return _Writing(report, in_plain(render)).chart(report.parts)


@dataclass(frozen=True)
class _Writing:
    report: CentreReport
    text: Render

    def document(self, language: str) -> Document:
        return Document(
            language=language,
            title=self.text(_("Self-assessment report")),
            subject=self.text(self.report.centre),
            facts=tuple((self.text(label), self.text(words)) for label, words in self._facts()),
            sections=tuple(self._sections()),
            programme=self.text(self.report.programme),
            page_of=page_of(self.text),
        )

    def _drawn(self, parts: tuple[Part, ...]) -> Chart:
        return Chart(self.chart(parts), self.text(Lines(tuple(_in_sentences(parts)))))

    def chart(self, parts: tuple[Part, ...]) -> ProfileChart:
        return ProfileChart(
            rows=tuple(self._row(part) for part in parts),
            scale=scale_of(self.report.grades, self.text),
            legends=Legends(
                own=self.text(_("Your centre")),
                median=self.text(_("Network median")),
                quartiles=self.text(_("Middle half of the centres")),
                before=self.text(self.report.earlier or ""),
                views=tuple(self.text(view.name) for view in self.report.views[:MOST_VIEWS]),
            ),
            empty=self.text(_("Nothing was rated, so there is nothing to draw yet.")),
        )

    def _facts(self) -> Iterator[tuple[Words, Words]]:
        report = self.report
        if report.round is not None:
            yield _("Round"), report.round
        yield _("Questionnaire"), report.instrument
        yield _("Date"), report.day
        if report.took_part:
            yield _("Who took part"), Listed(report.took_part)
        yield _("Overall"), self._overall()

    def _overall(self) -> Words:
        if self.report.overall is None:
            return self.report.explained
        level = of_the_highest(self.report.overall, self.report.grades[-1].level)
        return _("{level}: {explained}", level=level, explained=self.report.explained)

    def _sections(self) -> Iterator[Section]:
        yield self._section(_("Profile"), self._drawn(self.report.parts))
        if self.report.steps:
            yield self._section(_("Plan, do, check, act"), self._drawn(self.report.steps))
        if self.report.strongest:
            yield self._section(_("The strongest"), self._highlights(self.report.strongest))
        if self.report.to_work_on:
            yield self._section(_("To work on first"), self._highlights(self.report.to_work_on))
        if self.report.earlier is not None:
            means = ((part.name, part.before, part.mean) for part in self.report.parts)
            yield changes(self.report.earlier, means, self.text)
        if self.report.resolved:
            yield self._resolved()
        if self.report.views or self.report.remarks:
            yield self._seen_by_others()
        yield from self._part_by_part()
        if self.report.comments:
            yield self._section(_("Comments"), *map(self._quote, self.report.comments))
        if self.report.evidence:
            yield self._section(_("Evidence"), Points(tuple(map(self._piece, self.report.evidence))))
        yield self._section(_("How the scores come about"), *self._explanations())

    def _section(self, heading: Words, *blocks: Block, level: int = 1, aside: Words = "") -> Section:
        return Section(self.text(heading), blocks, level, self.text(aside))

    def _row(self, part: Part) -> Row:
        moved = "" if part.before is None else _("was {level}", level=Rounded(part.before))
        return Row(
            label=self.text(part.name),
            score=part.mean,
            score_text=self.text(_mean(part)),
            median=part.median,
            quartiles=part.quartiles,
            before=part.before,
            change=self.text(moved),
            views=part.views[:MOST_VIEWS],
        )

    def _highlights(self, highlights: tuple[Highlight, ...]) -> Block:
        return Points(
            tuple(Point(self.text(one.name), self.text(self._detail(one))) for one in highlights), numbered=True
        )

    def _detail(self, one: Highlight) -> Words:
        detail: Words = of_the_highest(one.level, self.report.grades[-1].level)
        if one.relevance:
            detail = _("{one} · {more}", one=detail, more=_("relevance: {words}", words=one.relevance))
        if one.within:
            detail = _("{one} · {more}", one=detail, more=one.within)
        return detail

    def _resolved(self) -> Section:
        headings = (_("What was resolved"), _("How far it is"), _("Since"))
        rows = [(isolated(self.text(one.text)), one.state, one.since or "–") for one in self.report.resolved]
        heading = _("What was resolved before, and how far it is")
        as_of = _("From the action plan, as of {day}.", day=self.report.as_of)
        return self._section(heading, Paragraph(self.text(as_of)), table(headings, rows, self.text))

    def _seen_by_others(self) -> Section:
        headings = (_("Area"), _("Your centre"), *(view.name for view in self.report.views))
        rows = [
            (part.name, _mean(part), *(shown(level) for level in part.views))
            for part in self.report.parts
            if any(level is not None for level in part.views)
        ]
        blocks: list[Block] = [table(headings, rows, self.text)] if rows else []
        if self.report.views:
            blocks.append(asked(self.report.views, self.text))
        blocks += [Quote(one.text, self.text(one.group), self.text(one.about)) for one in self.report.remarks]
        return self._section(_("As others see it"), *blocks)

    def _part_by_part(self) -> Iterator[Section]:
        answered = [part for part in self.report.parts if part.answers]
        if answered:
            yield self._section(_("Area by area"))
        headings = (_("Indicator"), _("Level"), _("What that means"), _("Relevance"))
        first, second, third, fourth = map(self.text, headings)
        scale = scale_of(self.report.grades, self.text)
        for part in answered:
            ratings = Ratings((first, second, third, fourth), scale, tuple(map(self._rating, part.answers)))
            yield self._section(part.name, ratings, level=2, aside=self._explained(part))

    def _explained(self, part: Part) -> Words:
        if part.mean is None:
            return part.explained
        return _("{mean} = {explained}", mean=Rounded(part.mean), explained=part.explained)

    def _rating(self, answer: Answer) -> Rating:
        return Rating(
            indicator=self.text(answer.indicator),
            level=answer.level,
            level_text=self.text(answer.said if answer.level is None else as_number(answer.level)),
            words="" if answer.level is None else self.text(answer.said),
            relevance=self.text(answer.relevance),
            note=self.text(answer.note),
        )

    def _quote(self, comment: Comment) -> Quote:
        by = _("{who}, {day}", who=comment.by, day=comment.day)
        return Quote(comment.text, self.text(by), self.text(comment.about))

    def _piece(self, piece: Evidence) -> Point:
        return Point(piece.text, self.text(piece.about), piece.url)

    def _explanations(self) -> Iterator[Block]:
        sentences: list[Words] = [
            _(
                "A mean counts every indicator by its weight. What does not apply, and what nobody rated, is left out; it never counts as zero."
            ),
        ]
        if any(one.relevance for one in self.report.to_work_on):
            sentences.append(
                _("To work on first is what is most relevant to the centre and farthest below the highest level.")
            )
        elif self.report.to_work_on:
            sentences.append(_("To work on first is what is farthest below the highest level."))
        if self.report.centres:
            sentences.append(
                _n(
                    "The network's median and its middle half are those of {count} centre. They are there to learn from; there is no league table.",
                    "The network's median and its middle half are those of up to {count} centres. They are there to learn from; there is no league table.",
                    self.report.centres,
                )
            )
        if self.report.views or self.report.remarks:
            sentences.append(_("What others say was given without names, and is shown from five answers on."))
        for words in (*sentences, *self.report.notes):
            yield Paragraph(self.text(words))


def _in_sentences(parts: tuple[Part, ...]) -> Iterator[Words]:
    """The chart for those who do not see it."""
    for part in parts:
        said = _mean(part)
        if part.median is None:
            yield _("{area}: {level}.", area=part.name, level=said)
        else:
            yield _("{area}: {level} (network {median}).", area=part.name, level=said, median=Rounded(part.median))


def _mean(part: Part) -> Words:
    return part.without_mean if part.mean is None else Rounded(part.mean)
