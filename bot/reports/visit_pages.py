"""The report of a peer visit in the reader's language, section by section."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.visit_findings import FINDINGS, FindingKind
from bot.i18n.phrase import LanguageName, Listed, Words, _, _n
from bot.i18n.translator import is_right_to_left, isolated
from bot.reports.document import Block, Document, Paragraph, Quote, Section
from bot.reports.told import Render, in_plain, page_of, table
from bot.reports.visit_report import Answered, AreaFound, DiaryDay, Said, VisitReport


def document(report: VisitReport, language: str, render: Render) -> Document:
    """`as_data()` of it is what the job "report" draws."""
    return _Writing(report, language, in_plain(render)).document()


@dataclass(frozen=True)
class _Writing:
    report: VisitReport
    language: str
    text: Render

    def document(self) -> Document:
        title = _("Draft report of a peer visit") if self.report.is_draft else _("Report of a peer visit")
        return Document(
            language=self.language,
            title=self.text(title),
            subject=self.text(self.report.host),
            facts=tuple((self.text(label), self.text(words)) for label, words in self._facts()),
            sections=tuple(self._sections()),
            programme=self.text(self.report.programme),
            page_of=page_of(self.text),
        )

    def _facts(self) -> Iterator[tuple[Words, Words]]:
        report = self.report
        yield _("Visited by"), Listed(report.visitors)
        yield _("When"), report.when
        yield _("How"), report.way
        if report.areas:
            yield _("Areas"), Listed(tuple(one.area for one in report.areas))

    def _sections(self) -> Iterator[Section]:
        report = self.report
        if report.areas:
            yield self._section(_("At a glance"), *self._overview())
        if report.oral:
            yield self._section(_("What the visitors said at the end"), *map(self._quote, report.oral))
        if report.observations:
            yield self._section(_("What the visitors saw"), *map(self._quote, report.observations))
        yield from self._area_by_area()
        if report.diary:
            yield self._section(_("The week in the diary"))
            yield from map(self._day, report.diary)
        yield self._section(_("What the host centre says"), *self._comments())
        yield self._section(_("How to read this"), *self._explanations())

    def _section(self, heading: Words, *blocks: Block, level: int = 1, aside: Words = "") -> Section:
        return Section(self.text(heading), blocks, level, self.text(aside))

    def _overview(self) -> Iterator[Block]:
        if not any(one.found for one in self.report.areas):
            yield Paragraph(self.text(_("Nobody has noted anything yet.")))
            return
        headings = (_("Area"), *FINDINGS.values())
        rows = [(one.area, *(str(len(one.found.get(kind, ()))) for kind in FindingKind)) for one in self.report.areas]
        yield table(headings, rows, self.text)

    def _area_by_area(self) -> Iterator[Section]:
        noted = [one for one in self.report.areas if one.found]
        if noted:
            yield self._section(_("Area by area"))
        for one in noted:
            yield self._section(one.area, level=2)
            yield from self._findings(one)

    def _findings(self, area: AreaFound) -> Iterator[Section]:
        for kind, name in FINDINGS.items():
            if said := area.found.get(kind):
                yield self._section(name, *map(self._quote, said), level=3)

    def _quote(self, said: Said, about: Words = "") -> Quote:
        return Quote(self._typed(said), self._by(said), self.text(about))

    def _typed(self, said: Said) -> str:
        """In its own direction where that is not the page's: full stops stay where they belong."""
        is_turned = said.language and is_right_to_left(said.language) != is_right_to_left(self.language)
        return isolated(said.text, said.language) if is_turned else said.text

    def _by(self, said: Said) -> str:
        """The centre; and the language, where it is not the reader's."""
        if not said.language or said.language == self.language:
            return self.text(said.centre)
        return self.text(_("{one} · {more}", one=said.centre, more=LanguageName(said.language)))

    def _day(self, day: DiaryDay) -> Section:
        blocks: list[Block] = list(map(self._quote, day.entries))
        if not day.entries and not day.files:
            blocks.append(Paragraph(self.text(_("Nothing was told on this day."))))
        if day.files:
            number = str(self.report.number)
            words = _("With it: {files}. In the chat, *diary {number}* shows them.", files=day.files, number=number)
            blocks.append(Paragraph(self.text(words)))
        if day.useful:
            said = _n("{count} visitor found this useful.", "{count} visitors found this useful.", day.useful)
            blocks.append(Paragraph(self.text(said)))
        blocks.extend(self._exchanged(day.questions))
        return self._section(day.day, *blocks, level=2, aside=day.asked)

    def _exchanged(self, questions: Sequence[Answered]) -> Iterator[Block]:
        for one in questions:
            yield self._quote(one.question, _("A question of the visitors"))
            for answer in one.answers:
                yield self._quote(answer, _("The answer"))

    def _comments(self) -> Iterator[Block]:
        for one in self.report.comments:
            by = _("{who}, {day}", who=self._by(one.said), day=one.day)
            yield Quote(self._typed(one.said), self.text(by))
        if not self.report.comments:
            silent = _("Nothing yet.") if self.report.is_draft else _("The host centre has not added anything.")
            yield Paragraph(self.text(silent))

    def _explanations(self) -> Iterator[Block]:
        sentences: list[Words] = [
            _("A peer visit is there to learn from each other. Nobody is marked or ranked, and no person is named."),
            _("What people wrote stands here in their own words and in their own language."),
        ]
        if self.report.is_draft:
            sentences.append(
                _("This is a draft, for the centres of this visit only. The host centre may add its comments.")
            )
        for words in sentences:
            yield Paragraph(self.text(words))
