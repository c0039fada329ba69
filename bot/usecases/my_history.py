"""The audit log, as far as it is about a person, for that person: what was done, when, and by whom of three."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, or_
from sqlmodel import col, select

from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.storage.audit import AuditLine
from bot.storage.memberships import Membership
from bot.usecases.work import ActorKind, Work

MOST = 20
# What is done to a person, by the verb of its line.
DEEDS: Mapping[str, Words] = {
    "agree anew": _("agreed anew that data are kept"),
    "ask to be forgotten": _("asked to have the data erased"),
    "ask to be forgotten again": _("asked again to have the data erased, because a backup was put back"),
    "ask to join": _("asked to join a centre"),
    "ask whether to stay": _("asked whether the data are still to be kept"),
    "choose a clock": _("chose a clock"),
    "choose language": _("chose a language"),
    "choose language to read": _("chose a language to read in"),
    "choose news": _("chose when to get news"),
    "choose pictures": _("chose to get pictures"),
    "choose text only": _("chose text only"),
    "come in": _("agreed that data are kept"),
    "confirmed": _("let you in to a centre"),
    "correct function": _("corrected what you do at a centre"),
    "correct name": _("corrected the name"),
    "follow areas": _("chose areas to follow"),
    "forget": _("erased the data"),
    "give role": _("gave you a role"),
    "help translate": _("chose languages to help with"),
    "join": _("joined a centre"),
    "join accounts": _("joined two accounts"),
    "leave centre": _("left a centre"),
    "look for partners": _("looked for partners"),
    "make link code": _("made a code to join accounts"),
    "no consent": _("did not agree that data are kept"),
    "part accounts": _("separated two accounts"),
    "refused": _("did not let you in to a centre"),
    "stop messages": _("stopped all messages"),
    "take messages again": _("took messages again"),
    "take role": _("took a role away from you"),
    "tell what is kept": _("got all that is kept as files"),
    "turn topics off": _("turned topics off"),
    "turn topics on": _("turned topics on"),
    "undo being forgotten": _("decided to keep the data after all"),
    "withdraw agreement": _("took an agreement back"),
}
SOMETHING = _("changed something")
YOU, OTHERS, PROGRAM = _("you"), _("somebody who coordinates"), _("the program")


@dataclass(frozen=True)
class Done:
    at: datetime
    by: Words
    what: Words

    def told(self) -> Words:
        return _("{date}, {who}: {what}", date=Moment(self.at, MomentStyle.DATE), who=self.by, what=self.what)


def about(person_id: int) -> ColumnElement[bool]:
    """Lines that speak of this person: of them, or of their place in a centre."""
    places = select(cast(col(Membership.id), String)).where(Membership.person_id == person_id)
    return or_(
        and_(col(AuditLine.subject_kind) == "person", col(AuditLine.subject_id) == str(person_id)),
        and_(col(AuditLine.subject_kind) == "membership", col(AuditLine.subject_id).in_(places)),
    )


def latest(work: Work) -> list[Done]:
    """The newest first. Whoever decided is named by their part only: their name is not this person's data."""
    lines = work.session.exec(
        select(AuditLine).where(about(work.person_id)).order_by(col(AuditLine.id).desc()).limit(MOST)
    )
    return [Done(one.at, _who(work, one), DEEDS.get(one.verb, SOMETHING)) for one in lines]


def _who(work: Work, line: AuditLine) -> Words:
    if line.actor_kind is not ActorKind.PERSON:
        return PROGRAM if line.actor_kind is ActorKind.SYSTEM else OTHERS
    return YOU if line.actor_id == work.person_id else OTHERS
