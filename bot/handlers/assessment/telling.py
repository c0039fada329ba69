"""The result of a self-assessment in words."""

from collections.abc import Sequence

from bot.core.conversation import Conversation
from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.scores import Score, strongest, to_work_on
from bot.domain.scores_in_words import explained
from bot.handlers.assessment.card import picture, rated
from bot.i18n.phrase import Lines, Moment, MomentStyle, Rounded, Words, _, _n
from bot.usecases import people
from bot.usecases.results import Result

DIFFERENT_MEANS = 2  # to speak of strong areas and others


def tell(chat: Conversation, result: Result | Refusal, *, thanks: bool = False) -> None:
    """In words for everybody; with a picture for those who want pictures, if there is anything to draw."""
    if isinstance(result, Refusal):
        chat.say(result.why)
        return
    with_picture = result.profile.overall.mean is not None and not chat.look(people.is_text_only)
    chat.say(
        in_words(result, thanks=thanks),
        attachments=[picture(result, chat.language, chat.render)] if with_picture else [],
    )


def in_words(result: Result, *, thanks: bool) -> Words:
    day = Moment(result.finished_at, MomentStyle.DAY)
    head = (
        _("Thank you! This is where *{centre}* stands.", centre=result.centre)
        if thanks
        else _("*{centre}*, {day}", centre=result.centre, day=day)
    )
    areas = _areas(result)
    return Lines((head, _overall(result.profile.overall), "", *areas, *_strong_and_weak(result), *_network(result)))


def _overall(score: Score) -> Words:
    if score.mean is None:
        return _("Nothing was rated, so there is no mean: every indicator was left out or does not apply.")
    return _("Overall *{mean}* of 5: {explained}.", mean=Rounded(score.mean), explained=explained(score))


def _areas(result: Result) -> list[Words]:
    """A line for each; those that were left out together on one."""
    begun = {area: one for area, one in result.profile.areas.items() if one.answered or one.not_applicable}
    lines = [_area(result, area, score) for area, score in begun.items()]
    left_out = [area for area in result.profile.areas if area not in begun]
    if left_out:
        lines.append(_("Left out: {areas}.", areas=_named([AREA_NAMES[area] for area in left_out])))
    return lines


def _area(result: Result, area: PriorityArea, score: Score) -> Words:
    name = AREA_NAMES[area]
    if score.mean is None:
        return _("{area}: does not apply", area=name)
    line: Words = _("{area}: *{mean}*", area=name, mean=Rounded(score.mean))
    if area in result.network:
        line = _("{line} (network {median})", line=line, median=Rounded(result.network[area].median))
    if score.answered == score.total:
        return line
    return _("{line} – {rated}", line=line, rated=rated(score))


def _strong_and_weak(result: Result) -> list[Words]:
    areas = result.profile.areas
    if len({score.mean for score in areas.values()} - {None}) < DIFFERENT_MEANS:
        return []
    lines: list[Words] = ["", _("Your strongest: {areas}.", areas=_named(_bold(strongest(areas))))]
    weak = to_work_on(areas)
    if weak:
        lines.append(_("Where a next step would help most: {areas}.", areas=_named(_bold(weak))))
    return lines


def _bold(areas: Sequence[PriorityArea]) -> list[Words]:
    return [_("*{area}*", area=AREA_NAMES[area]) for area in areas]


def _named(areas: Sequence[Words]) -> Words:
    """Not joined by "and", which is part of their names."""
    *before, words = areas
    for area in reversed(before):
        words = _("{area}; {more}", area=area, more=words)
    return words


def _network(result: Result) -> list[Words]:
    if not result.network:
        return ["", _("As soon as five centres have sent theirs, you will see here where the network stands.")]
    centres = max(one.centres for one in result.network.values())
    return [
        "",
        _n(
            "Network: the median of {count} centre. It is there to learn from; there is no league table.",
            "Network: the median of up to {count} centres. It is there to learn from; there is no league table.",
            centres,
        ),
    ]
