"""How a questionnaire that a team shares reads: its parts, who has answered them, and what was said so far."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.scores import Score
from bot.handlers.questionnaire import authored
from bot.i18n.markup import escaped
from bot.i18n.phrase import Lines, Listed, Marked, Moment, MomentStyle, Rounded, Variants, Words, _, _n
from bot.questionnaires.form import Part
from bot.questionnaires.interview import Interview
from bot.questionnaires.parts import parts, size
from bot.usecases.team_standing import Member, Standing

QUESTIONS_A_MINUTE = 3
SEEN_BY = _("Your centre's team and its coordinators will see it; others see only averages of at least five centres.")


def welcome(interview: Interview, centre: Words) -> Words:
    title = interview.form.title_in(interview.language)
    return _n(
        "*{title}*: the team of *{centre}* answers it together, {count} part. Each in their own language; your team sees who answered what. You can stop whenever you like, everything is kept; *back* goes to the question before.",
        "*{title}*: the team of *{centre}* answers it together, {count} parts. Take one or several, others take the rest, each in their own language; your team sees who answered what. You can stop whenever you like, everything is kept; *back* goes to the question before.",
        len(parts(interview.form).shared),
        title=title,
        centre=centre,
    )


def name_of(interview: Interview, part: Part) -> Words:
    node = next((one for one in interview.root.members if one.part is part), interview.root)
    return Marked(authored.marked(interview, part.label, node) or escaped(part.name))


def offered(interview: Interview, part: Part, standing: Standing, me: int) -> Words:
    """ "Going green (3 questions, about a minute; answered by you and Omar)"."""
    name, much = name_of(interview, part), _size(interview, part)
    who = standing.who_answered(part.name)
    if not who:
        return _("{part} ({size})", part=name, size=much)
    return _("{part} ({size}; answered by {names})", part=name, size=much, names=names(who, me))


def _size(interview: Interview, part: Part) -> Words:
    questions = size(interview, part.name)
    minutes = max(1, -(-questions // QUESTIONS_A_MINUTE))
    return _(
        "{questions}, {time}",
        questions=_n("{count} question", "{count} questions", questions),
        time=_n("about a minute", "about {count} minutes", minutes),
    )


def names(members: Iterable[Member], me: int) -> Words:
    return Listed(tuple(_name(one, me) for one in sorted(members, key=lambda one: one.person_id != me)))


def _name(one: Member, me: int) -> Words:
    if one.person_id == me:
        return _("you")
    return one.name or _("somebody who has left")


def done(name: Words, score: Score, highest: int, notes: Sequence[Words]) -> Words:
    """Where the form itself tells about it behind the last question, it is not told twice."""
    if notes:
        return Lines((_("Done: *{part}*.", part=name), *notes[:-1]))
    if score.mean is not None:
        return _("Done: *{part}*, {mean} of {highest}.", part=name, mean=Rounded(score.mean), highest=highest)
    if score.not_applicable:
        return _("Done: *{area}*. Nothing of it applies to your centre.", area=name)
    return _("Done: *{part}*.", part=name)


def following(part: Words) -> Words:
    return _("Next: *{part}*.", part=part)


def arrived(centre: Words, lines: Sequence[Words]) -> Words:
    head = _("Thank you! What you say about *{centre}* has arrived.", centre=centre)
    return Lines((head, "", *lines)) if lines else head


def how_far(interview: Interview, asked: Sequence[Part], standing: Standing, me: int) -> list[Words]:
    """What the team has answered by now, and what is still open."""
    lines: list[Words] = [
        _n(
            "Your team has answered {done} of {count} part, so far by {names}.",
            "Your team has answered {done} of {count} parts, so far by {names}.",
            len(standing.parts),
            done=len(standing.answered),
            names=names(standing.members, me),
        )
    ]
    missing = [name_of(interview, part) for part in asked if part.name in standing.missing]
    if missing:
        lines.append(_("Still open: {parts}.", parts=one_after_the_other(missing)))
    return lines


def one_after_the_other(parts: Sequence[Words]) -> Words:
    """Not joined by "and", which is part of their names."""
    *before, words = parts
    for part in reversed(before):
        words = _("{area}; {more}", area=part, more=words)
    return words


def what_is_next(standing: Standing, closes_at: datetime | None) -> Words:
    if standing.is_complete:
        return _(
            "All parts are answered. Next, the team settles where views differ, and the centre coordinator signs off."
        )
    if closes_at is None:
        return _("You can answer more parts, or change what you said: write *assessment*.")
    day = Moment(closes_at, MomentStyle.DATE)
    return _("Until {day} you can answer more parts, or change what you said: write *assessment*.", day=day)


def check_head(centre: Variants) -> Words:
    return _("Please check what you say about *{centre}*:", centre=centre)
