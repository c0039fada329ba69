"""On the page of a session that is over: what people say of it."""

from bot.core.conversation import Conversation
from bot.domain.feedback import FEWEST, Ratings
from bot.i18n.phrase import Lines, Rounded, Words, _, _n, _p
from bot.usecases import session_feedback
from bot.usecases.session_lists import Seen

FOLLOWED: dict[str, Words] = {
    "yes": _p("followed", "yes"),
    "partly": _p("followed", "in part"),
    "no": _p("followed", "no"),
}
EXTENT: dict[str, Words] = {
    "short": _p("length", "too short"),
    "right": _p("length", "just right"),
    "long": _p("length", "too long"),
}


def is_asked(chat: Conversation, session: Seen) -> bool:
    return chat.look(session_feedback.is_asked, session.number)


def results(chat: Conversation, session: Seen) -> None:
    found = chat.do(session_feedback.results, session.number)
    if not found.answers:
        chat.say(_("Nobody has answered yet. People have two weeks from the end of the session."))
        return
    count = _n("*{count}* answer has come.", "*{count}* answers have come.", found.answers)
    chat.say(Lines((count, *_rated(found.ratings))))
    for question, words in (
        (_("What people will try out:"), found.tries),
        (_("What should be better next time:"), found.betters),
    ):
        if words:
            chat.say(Lines((question, *(_("– {words}", words=one) for one in words))))


def _rated(ratings: Ratings) -> tuple[Words, ...]:
    if ratings.mean is None:
        return (_("Ratings are shown from {fewest} answers on, so that nobody's can be told.", fewest=FEWEST),)
    lines: list[Words] = [
        _n(
            "Of the first {count} answer (more are added by fives, so that nobody's can be told):",
            "Of the first {count} answers (more are added by fives, so that nobody's can be told):",
            ratings.answers,
        ),
        _("Useful for their work: *{mean}* of 5", mean=Rounded(ratings.mean)),
    ]
    for path, name, labels in (
        (session_feedback.LANGUAGE, _("Could follow the language"), FOLLOWED),
        (session_feedback.LENGTH, _("Length"), EXTENT),
    ):
        counts = ratings.choices[path]
        parts: list[Words] = [
            _("{label} {count}", label=label, count=counts[value])
            for value, label in labels.items()
            if counts.get(value)
        ]
        if parts:
            lines.append(_("{name}: {counts}", name=name, counts=_joined(parts)))
    return tuple(lines)


def _joined(parts: list[Words]) -> Words:
    joined = parts[0]
    for part in parts[1:]:
        joined = _("{one} · {other}", one=joined, other=part)
    return joined
