"""The result of a self-assessment in words."""

from collections.abc import Sequence

from bot.core.conversation import Conversation
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.scores import Score, strongest
from bot.domain.scores_in_words import explained
from bot.handlers import asked_for
from bot.handlers.assessment.card import name_of, picture, rated
from bot.handlers.assessment.views import in_others_eyes
from bot.i18n.phrase import Lines, Moment, MomentStyle, Rounded, Words, _, _n, _p
from bot.reports.told import movement
from bot.usecases import people
from bot.usecases.results import Result
from bot.usecases.results_beside import Subject

DIFFERENT_MEANS = 2  # to speak of strong areas and others


def tell(
    chat: Conversation,
    result: Result | Refusal,
    *,
    thanks: bool = False,
    acts: tuple[Act, ...] = (),
    drawn: bool = False,
) -> None:
    """In words for everybody; with a picture for those who want pictures, or have asked for it (`drawn`)."""
    if isinstance(result, Refusal):
        chat.say(result.why)
        return
    drawable = result.profile.overall.mean is not None
    with_picture = drawable and (drawn or not chat.look(people.is_text_only))
    offered = (asked_for.picture_of("results", str(result.id)),) if drawable and not with_picture else ()
    chat.say(
        in_words(result, thanks=thanks),
        acts=(*offered, *next_steps(result), *acts) if thanks else (*offered, *acts),
        attachments=[picture(result, chat.language, chat.render)] if with_picture else [],
    )


def next_steps(result: Result) -> tuple[Act, ...]:
    """What one may do with the result of a team, now or later."""
    if result.round is None:
        return ()
    return (
        Act("begin", f"report:{result.id}", _p("button", "The report (PDF)")),
        Act("begin", "partners:", _p("button", "Find a partner")),
    )


def in_words(result: Result, *, thanks: bool) -> Words:
    day = Moment(result.finished_at, MomentStyle.DAY)
    lines: list[Words] = [_head(result, day, thanks=thanks), _overall(result)]
    if result.is_open_again:
        lines.append(_("It is open again: this is what was signed off on {day}.", day=day))
    lines += ["", *_parts(result), *_strong_and_weak(result)]
    if result.round is None or result.parts:
        lines += _network(result)
    lines += in_others_eyes(result.views)
    return Lines(tuple(lines))


def _head(result: Result, day: Words, *, thanks: bool) -> Words:
    if thanks and result.round is not None:
        return _("This is where *{centre}* stands ({round}).", centre=result.centre, round=result.round)
    if thanks:
        return _("Thank you! This is where *{centre}* stands.", centre=result.centre)
    if result.round is not None:
        return _("*{centre}*, {round}, {day}", centre=result.centre, round=result.round, day=day)
    return _("*{centre}*, {day}", centre=result.centre, day=day)


def _overall(result: Result) -> Words:
    score = result.profile.overall
    if score.mean is None:
        return _("Nothing was rated, so there is no mean: every indicator was left out or does not apply.")
    return _(
        "Overall *{mean}* of {highest}: {explained}.",
        mean=Rounded(score.mean),
        highest=str(result.profile.scale.highest),
        explained=explained(score),
    )


def _parts(result: Result) -> list[Words]:
    """A line for each; those that were left out together on one."""
    begun = {part: one for part, one in result.parts.items() if one.answered or one.not_applicable}
    lines = [_part(result, part, score) for part, score in begun.items()]
    left_out = [part for part in result.parts if part not in begun]
    if left_out:
        lines.append(_("Left out: {areas}.", areas=_named([name_of(part) for part in left_out])))
    return lines


def _part(result: Result, part: Subject, score: Score) -> Words:
    name = name_of(part)
    if score.mean is None:
        return _("{area}: does not apply", area=name)
    line: Words = _("{area}: *{mean}*", area=name, mean=Rounded(score.mean))
    if part in result.network:
        line = _("{line} (network {median})", line=line, median=Rounded(result.network[part].median))
    if part in result.changes:
        change = result.changes[part]
        line = _("{line}, {change}", line=line, change=movement(change.before, change.now))
    if score.answered == score.total:
        return line
    return _("{line} – {rated}", line=line, rated=rated(score))


def _strong_and_weak(result: Result) -> list[Words]:
    means = {score.mean for score in result.parts.values()} - {None}
    lines: list[Words] = []
    if len(means) >= DIFFERENT_MEANS:
        lines.append(_("Your strongest: {areas}.", areas=_named(_bold(strongest(result.parts)))))
    if result.to_work_on and (result.round is not None or lines):
        lines.append(_("Where a next step would help most: {areas}.", areas=_named(_bold(result.to_work_on))))
    if result.changes and result.earlier is not None:
        lines.append(_("Changes are since: {round}.", round=result.earlier))
    return ["", *lines] if lines else []


def _bold(areas: Sequence[Subject]) -> list[Words]:
    return [_("*{area}*", area=name_of(area)) for area in areas]


def _named(areas: Sequence[Words]) -> Words:
    """Not joined by "and", which is part of their names."""
    *before, words = areas
    for area in reversed(before):
        words = _("{area}; {more}", area=area, more=words)
    return words


def _network(result: Result) -> list[Words]:
    if not result.network and result.round is not None:
        return ["", _("Where the network stands is shown here once enough centres have signed off.")]
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
