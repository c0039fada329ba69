"""The session of a live visit, changed by whoever may change the visit."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache

from sqlmodel import col, select

from bot.core.messages import Attachment
from bot.domain.audiences import Audience
from bot.domain.subscriptions import SESSIONS
from bot.i18n.phrase import Lines, _
from bot.storage.memberships import Membership, belongs
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.storage.subscriptions import without_objection
from bot.storage.visits import Visit
from bot.usecases import reminders, session_words, sessions
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_calendar import calendar_file
from bot.usecases.session_files import DELETE_THERE
from bot.usecases.work import SYSTEM, Work


def as_system(work: Work) -> Work:
    """The right to change the visit was looked at; who organises its session need not be the same person."""
    return replace(work, actor=SYSTEM)


def without(work: Work, visit: Visit, gone: Collection[int], left: Collection[int]) -> None:
    """People of centres that left need not come, and are told so, unless they belong to one that stays."""
    row = None if visit.session_id is None else work.session.get(LearningSession, visit.session_id)
    if row is None or not row.lies_ahead(work.now):
        return
    row.audience = Audience(centres=tuple(sorted(left))).to_json()
    work.session.add(row)
    theirs = _people_of(work, gone) - _people_of(work, left)
    invited = work.session.exec(
        select(Rsvp).where(Rsvp.session_id == row.id, col(Rsvp.person_id).in_(theirs)).order_by(col(Rsvp.person_id))
    ).all()
    before = {rsvp.person_id: rsvp.answer for rsvp in invited if rsvp.answer is not RsvpAnswer.NO}
    for rsvp in invited:
        rsvp.answer, rsvp.waiting_since = RsvpAnswer.NO, None
        work.session.add(rsvp)
    work.session.flush()
    reminders.plan(work, row, {rsvp.person_id: RsvpAnswer.NO for rsvp in invited})
    _tell_freed(work, row, [rsvp for rsvp in invited if rsvp.person_id in before], before)


def _people_of(work: Work, centres: Collection[int]) -> set[int]:
    """By where they belong, and not by an audience: that takes in only centres that take part in the programme."""
    return set(
        work.session.exec(
            select(Membership.person_id).where(col(Membership.centre_id).in_(list(centres)), belongs(work.now.date()))
        )
    )


def _tell_freed(
    work: Work, row: LearningSession, invited: Collection[Rsvp], before: Mapping[int, RsvpAnswer | None]
) -> None:
    """Whoever has it in their calendar gets the file that takes it out, if files are wanted."""
    facts = session_words.facts_of(work, row)
    in_calendar = {rsvp.person_id for rsvp in invited if rsvp.in_calendar}
    with_file = in_calendar - _in_text_only(work, in_calendar)
    for rsvp in invited:
        if rsvp.person_id in with_file:
            rsvp.in_calendar = False
            work.session.add(rsvp)

    @cache
    def file(language: str) -> Attachment:
        return calendar_file(work, facts, language, stamp=work.now, leaves=True)

    @cache
    def notice(may_be_there: bool, has_file: bool, language: str, zone: str) -> Notice:
        lines = [
            _("Your centre is not in this group of visits any more, so you are not expected at this session:"),
            session_words.described(facts, zone),
            *([DELETE_THERE] if may_be_there else []),
        ]
        files = (file(language),) if has_file else ()
        return Notice(f"session:{row.id}:without:{work.now:%Y%m%d%H%M%S}", Lines(tuple(lines)), attachments=files)

    def compose(to: Recipient) -> Notice:
        has_file = to.person_id in with_file
        may_be_there = to.person_id in in_calendar or before[to.person_id] is RsvpAnswer.YES
        return notice(may_be_there, has_file, work.translator.spoken(to.language), to.zone)

    silent = [person for person, answer in before.items() if answer is None]
    left_alone = set(silent) - set(without_objection(work.session, silent, SESSIONS))
    tell(work, sorted(before.keys() - left_alone), compose)
    work.session.flush()


def _in_text_only(work: Work, people: Collection[int]) -> set[int]:
    wanted = select(Person.id).where(col(Person.id).in_(list(people)), col(Person.text_only))
    return set(work.session.exec(wanted))


def cancel(work: Work, visit: Visit, reason: str | None) -> None:
    """Everybody who was invited is told. One that has begun stays as it was."""
    if visit.session_id is not None:
        sessions.cancel(as_system(work), visit.session_id, reason)
        visit.session_id = None
        work.session.add(visit)
