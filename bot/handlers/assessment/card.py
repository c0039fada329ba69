"""The result of a self-assessment as a picture, drawn when it is sent."""

from collections.abc import Callable, Sequence

from bot.core.messages import Attachment
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.scores import Score
from bot.domain.scores_in_words import without_mean
from bot.domain.steps import STEP_NAMES
from bot.i18n.markup import plain
from bot.i18n.phrase import Moment, MomentStyle, Rounded, Variants, Words, _, _n
from bot.questionnaires.described import Level
from bot.reports.profile_card import ProfileCard
from bot.reports.profile_chart import MOST_VIEWS, Legends, ProfileChart, Row, Scale
from bot.reports.told import Grade, movement, scale_of
from bot.usecases.results import Result
from bot.usecases.results_beside import Subject, View

Render = Callable[[Words], str]


def picture(result: Result, language: str, render: Render) -> Attachment:
    """For a message that says the same in words: they are not repeated where a picture has words of its own."""

    def text(words: Words) -> str:
        return plain(render(words))

    day = Moment(result.finished_at, MomentStyle.DAY)
    return Attachment(
        name="profile.png",
        media_type="image/png",
        description=text(_("The same result as a picture: {centre}, {day}.", centre=result.centre, day=day)),
        job="profile_card",
        arguments=card(result, language, text).as_data(),
    )


def card(result: Result, language: str, text: Render) -> ProfileCard:
    return ProfileCard(
        language=language,
        title=text(_("Self-assessment") if result.round is None else result.round),
        centre=text(result.centre),
        date=text(Moment(result.finished_at, MomentStyle.DAY)),
        chart=chart(result, text),
        answered=text(rated(result.profile.overall)),
        programme=text(result.programme),
    )


def chart(result: Result, text: Render) -> ProfileChart:
    return ProfileChart(
        rows=tuple(_line(result, part, score, text) for part, score in result.parts.items()),
        scale=_scale(result.grades, text),
        legends=Legends(
            own=text(_("Your centre")),
            median=text(_("Network median")),
            quartiles=text(_("Middle half of the centres")),
            before=text(result.earlier or _("Last round")) if result.changes else "",
            views=tuple(text(view.group) for view in _drawn(result)),
        ),
        empty=text(_("Nothing was rated, so there is nothing to draw yet.")),
    )


def name_of(part: Subject) -> Words:
    return AREA_NAMES[part] if isinstance(part, PriorityArea) else STEP_NAMES[part]


def rated(score: Score) -> Words:
    return _n(
        "{count} of {total} indicators rated",
        "{count} of {total} indicators rated",
        score.answered,
        total=score.total,
    )


def _line(result: Result, part: Subject, score: Score, text: Render) -> Row:
    network, change = result.network.get(part), result.changes.get(part)
    return Row(
        label=text(name_of(part)),
        score=score.mean,
        score_text=text(without_mean(score) if score.mean is None else Rounded(score.mean)),
        median=network.median if network else None,
        quartiles=(network.lower_quartile, network.upper_quartile) if network else None,
        before=change.before if change else None,
        change=text(movement(change.before, change.now)) if change else "",
        views=tuple(_theirs(view, part) for view in _drawn(result)),
    )


def _drawn(result: Result) -> Sequence[View]:
    """As many as a picture tells apart: those of which most people answered."""
    return sorted(result.views, key=lambda view: -view.people)[:MOST_VIEWS]


def _theirs(view: View, part: Subject) -> float | None:
    return view.levels[part][1] if part in view.levels else None


def _scale(grades: Sequence[Level], text: Render) -> Scale:
    """With the words of its ends: "1 = not yet", "5 = leading others"."""
    return scale_of([Grade(one.value or 0, Variants(one.short or one.sentence)) for one in grades], text)
