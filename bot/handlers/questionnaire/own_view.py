"""What somebody says of their centre, part by part, as means: while they answer, and as a picture when it is handed in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.core.messages import Attachment
from bot.domain.scores import Indicator, Levels, Scale, Score, common_scale, score
from bot.domain.scores_in_words import explained, without_mean
from bot.handlers.assessment.card import rated
from bot.i18n.markup import plain
from bot.i18n.phrase import Moment, MomentStyle, Rounded, Words, _
from bot.questionnaires.form import Kind, Part
from bot.questionnaires.interview import Interview
from bot.questionnaires.parts import rated_by_part
from bot.questionnaires.scoring import SCALE, Said, ratings
from bot.reports.profile_card import ProfileCard
from bot.reports.profile_chart import Legends, ProfileChart, Row
from bot.reports.profile_chart import Scale as DrawnScale
from bot.usecases.forms import indicator

Render = Callable[[Words], str]


@dataclass(frozen=True)
class OwnView:
    """Of the parts that are awake at present."""

    interview: Interview

    def score(self, name: str) -> Score:
        return score(self._indicators.get(name, ()), self._levels, self.scale)

    def overall(self, names: Sequence[str]) -> Score:
        return score([one for name in names for one in self._indicators.get(name, ())], self._levels, self.scale)

    @cached_property
    def scale(self) -> Scale:
        return common_scale(one for those in self._indicators.values() for one in those)

    def lines(self, parts: Mapping[str, Words]) -> list[Words]:
        """A line for each that rates something, by its name; all together where there are several."""
        names = [name for name in parts if self._indicators.get(name)]
        lines = [_line(parts[name], self.score(name)) for name in names]
        overall = self.overall(names)
        if len(names) > 1 and overall.mean is not None:
            mean, highest = Rounded(overall.mean), self.scale.highest
            lines.append(
                _(
                    "Together *{mean}* of {highest}: {explained}.",
                    mean=mean,
                    highest=highest,
                    explained=explained(overall),
                )
            )
        return lines

    def picture(
        self, parts: Mapping[str, Words], *, centre: Words, at: datetime, language: str, render: Render
    ) -> Attachment | None:
        """None where nothing was rated."""
        names = [name for name in parts if self._indicators.get(name)]
        overall = self.overall(names)
        if overall.mean is None:
            return None

        def text(words: Words) -> str:
            return plain(render(words))

        day = Moment(at, MomentStyle.DAY)
        card = ProfileCard(
            language=language,
            title=self.interview.form.title_in(self.interview.language),
            centre=text(centre),
            date=text(day),
            chart=ProfileChart(
                rows=tuple(_row(text(parts[name]), self.score(name), text) for name in names),
                scale=self._drawn_scale(text),
                legends=Legends(own=text(_("Your view"))),
                empty=text(_("Nothing was rated, so there is nothing to draw yet.")),
            ),
            answered=text(rated(overall)),
            programme="",
        )
        return Attachment(
            name="profile.png",
            media_type="image/png",
            description=text(_("The same as a picture: your view of {centre}, {day}.", centre=centre, day=day)),
            job="profile_card",
            arguments=card.as_data(),
        )

    @cached_property
    def _indicators(self) -> dict[str, list[Indicator]]:
        return {name: [indicator(one) for one in those] for name, those in rated_by_part(self.interview.form).items()}

    @cached_property
    def _levels(self) -> Levels:
        leaves = (node for node in self.interview.root.awake() if node.part.kind is Kind.LEAF)
        said = ratings(self.interview.form, {node.part.path: node.text for node in leaves})
        return {name: one.level for name, one in said.items() if _counts(one)}

    def _drawn_scale(self, text: Render) -> DrawnScale:
        """With the words of its ends, where the author gave short ones."""
        lowest, highest = self.scale.lowest, self.scale.highest
        part = next(
            (
                self.interview.form.parts[one.path]
                for those in rated_by_part(self.interview.form).values()
                for one in those
                if (one.lowest, one.highest) == (lowest, highest)
            ),
            None,
        )
        ends = [text(self._end(part, level)) for level in (lowest, highest)]
        return DrawnScale(lowest, highest, tuple(map(str, range(lowest, highest + 1))), ends[0], ends[1])

    def _end(self, part: Part | None, level: int) -> Words:
        rows = () if part is None else self.interview.form.lists.get(part.marks.get(SCALE, ""), ())
        row = next((row for row in rows if row["name"] == str(level)), None)
        word = "" if row is None else self.interview.text(row.get("itextId", ""), self.interview.root)
        return _("{level} = {word}", level=level, word=word) if word else str(level)


def _counts(said: Said) -> bool:
    return said.level is not None or said.not_applicable


def _line(name: Words, of_it: Score) -> Words:
    if of_it.mean is None:
        return _("{area}: {why}", area=name, why=without_mean(of_it))
    line = _("{area}: *{mean}*", area=name, mean=Rounded(of_it.mean))
    return line if of_it.answered == of_it.total else _("{line} – {rated}", line=line, rated=rated(of_it))


def _row(label: str, of_it: Score, text: Render) -> Row:
    return Row(label, of_it.mean, text(without_mean(of_it) if of_it.mean is None else Rounded(of_it.mean)))
