"""Why somebody got an announcement: what of its audience is true of them."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.subscriptions import is_topic
from bot.i18n.phrase import Lines, Words, _
from bot.usecases import announcement_offers, audience_words, audiences, subscriptions
from bot.usecases.announcement_readers import CHANGE, NOT_YOURS, mine
from bot.usecases.work import Work

_PARTS = ("any_of", "but_not")


def why(work: Work, argument: str) -> Told | Refusal:
    """It names nobody else, and no centre but one's own."""
    announcement = mine(work, argument)
    if announcement is None:
        return Refusal(NOT_YOURS)
    number = str(announcement.id)
    reasons = _reasons(work, Audience.from_json(announcement.audience))
    lines: list[Words] = [_("Why you got announcement {number}:", number=number)]
    lines += reasons or (_("• It is for everybody who takes part."),)
    if announcement.urgent:
        lines.append(_("• It is urgent: such news come whatever you have chosen."))
    topic = announcement.topic
    if topic is not None and is_topic(topic):
        lines.append(_("Its topic is *{topic}*.", topic=subscriptions.topic_names(work, [topic])[topic]))
    mute = () if topic is None else (announcement_offers.mute(announcement.id),)
    return Told(Lines(tuple(lines)), (*mute, CHANGE), stays=True)


def _reasons(work: Work, audience: Audience) -> Sequence[Words]:
    """Each value of a condition is asked about alone: of several that would do, only those that hold are named."""
    fits = audiences.fitting(work, work.person_id)
    held: dict[str, Any] = {}
    for part in _asked(audience):
        for one in fields(part):
            value = getattr(part, one.name)
            if value is True and fits(Audience.from_json({one.name: True})):
                held[one.name] = True
            elif value and value is not True and one.name not in _PARTS:
                true = [each for each in value if fits(Audience.from_json({one.name: [each]}))]
                held[one.name] = tuple(dict.fromkeys((*held.get(one.name, ()), *true)))
    return tuple(_("• {condition}", condition=one) for one in audience_words.conditions(work, Audience(**held)))


def _asked(audience: Audience) -> Iterator[Audience]:
    """What it asks for; whom it leaves out is nobody else's to know."""
    yield audience
    for part in audience.any_of:
        yield from _asked(part)
