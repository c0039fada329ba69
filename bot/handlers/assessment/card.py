"""The result of a self-assessment as a picture, drawn when it is sent."""

from collections.abc import Callable

from bot.core.messages import Attachment
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.scores import Score
from bot.domain.scores_in_words import without_mean
from bot.i18n.markup import plain
from bot.i18n.phrase import Moment, MomentStyle, Rounded, Variants, Words, _, _n
from bot.questionnaires.outline import Outline
from bot.questionnaires.scoring import NOT_APPLICABLE
from bot.reports.profile_card import ProfileCard
from bot.reports.profile_chart import Legends, ProfileChart, Row, Scale
from bot.usecases.results import Result

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
        title=text(_("Self-assessment")),
        centre=text(result.centre),
        date=text(Moment(result.finished_at, MomentStyle.DAY)),
        chart=chart(result, text),
        answered=text(rated(result.profile.overall)),
        programme=text(result.programme),
    )


def chart(result: Result, text: Render) -> ProfileChart:
    return ProfileChart(
        rows=tuple(_line(result, area, score, text) for area, score in result.profile.areas.items()),
        scale=_scale(result.form, text),
        legends=Legends(
            own=text(_("Your centre")),
            median=text(_("Network median")),
            quartiles=text(_("Middle half of the centres")),
        ),
        empty=text(_("Nothing was rated, so there is nothing to draw yet.")),
    )


def rated(score: Score) -> Words:
    return _n(
        "{count} of {total} indicators rated",
        "{count} of {total} indicators rated",
        score.answered,
        total=score.total,
    )


def _line(result: Result, area: PriorityArea, score: Score, text: Render) -> Row:
    network = result.network.get(area)
    return Row(
        label=text(AREA_NAMES[area]),
        score=score.mean,
        score_text=text(without_mean(score) if score.mean is None else Rounded(score.mean)),
        median=network.median if network else None,
        quartiles=(network.lower_quartile, network.upper_quartile) if network else None,
    )


def _scale(form: Outline, text: Render) -> Scale:
    """With the words of its ends: "1 = not yet", "5 = leading others"."""
    levels = next(
        [choice for choice in question.choices if choice.name != NOT_APPLICABLE]
        for question in form.questions
        if question.rating is not None
    )
    lowest, highest = (
        text(_("{level} = {word}", level=int(one.name), word=Variants(one.short or one.label)))
        for one in (levels[0], levels[-1])
    )
    return Scale(int(levels[0].name), int(levels[-1].name), tuple(one.name for one in levels), lowest, highest)
