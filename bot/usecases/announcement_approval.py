"""A second person's agreement to what goes to many: whether it is needed, who may give it, and how they are asked."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.outcome import Act
from bot.domain.audiences import Audience
from bot.domain.rights import ROLES, WHOLE_PROGRAMME, HeldRole, Right, Where, allows
from bot.i18n.phrase import LanguageName, Lines, Listed, Variants, Words, _, _n, _p
from bot.storage.announcements import KIND, TEXT, Announcement
from bot.storage.grants import Grant, in_force
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme
from bot.storage.variants import texts
from bot.usecases import announcement_enclosures, announcement_rows, announcement_times, audience_words, audiences
from bot.usecases.announcement_times import URGENCY_NAMES, Urgency
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Actor, ActorKind, Work

APPROVE, SEND_BACK, TEXTS = _p("word", "approve"), _p("word", "send back"), _p("word", "texts")


def is_wanted(work: Work, audience: Audience, programme: Programme) -> bool:
    """Whether it reaches more people than one person may write to alone; counted only as far as that."""
    most = programme.approval_above
    some = audiences.people_in(work, audience).limit(most + 1).subquery()
    return work.session.connection().execute(select(func.count()).select_from(some)).scalar_one() > most


def approvers(work: Work, audience: Audience, author_id: int | None) -> list[int]:
    """Whoever else may announce to all of these people."""
    held: dict[int, list[HeldRole]] = {}
    for row in work.session.exec(
        select_rows(Grant)
        .join(Person, col(Person.id) == col(Grant.person_id))
        .where(col(Grant.role).in_(ROLES[Right.ANNOUNCE]), in_force(work.now), Person.state == PersonState.ACTIVE)
        .where(Grant.person_id != author_id)
        .order_by(col(Grant.person_id))
    ):
        held.setdefault(row.person_id, []).append(HeldRole(row.role, row.scope_kind, row.scope_id))
    places = [one.where for one in audiences.centres_in(work, audience)]
    return [person for person, roles in held.items() if _reach(roles, places)]


def _reach(roles: Sequence[HeldRole], places: Sequence[Where]) -> bool:
    if allows(roles, Right.ANNOUNCE, WHOLE_PROGRAMME):
        return True
    return bool(places) and all(allows(roles, Right.ANNOUNCE, place) for place in places)


def nobody_answers(work: Work, announcement: Announcement, person_id: int | None) -> bool:
    """Whether this person, and whoever agreed, have lost the right meanwhile. What nobody wrote is ours, and may go."""
    if person_id is None:
        return False
    audience = Audience.from_json(announcement.audience)
    people = (person_id, announcement.approved_by_id)
    return all(
        audiences.refused(replace(work, actor=Actor(ActorKind.PERSON, one)), Right.ANNOUNCE, audience) is not None
        for one in people
        if one is not None
    )


def ask(work: Work, announcement: Announcement) -> int:
    """How many are asked."""
    audience = Audience.from_json(announcement.audience)
    people = approvers(work, audience, announcement.author_id)
    key = f"approve announcement:{announcement.id}:{work.now.isoformat()}"
    return tell(work, people, Notice(key, _question(work, announcement, audience), offers(announcement)))


def waiting_words(work: Work, announcement: Announcement) -> Words:
    """For its author, with how many were asked: whoever knows that it is one can remind them."""
    audience = Audience.from_json(announcement.audience)
    return _n(
        "*Announcement {number}* waits until a second person agrees; {count} person is asked. Nobody has it yet.",
        "*Announcement {number}* waits until a second person agrees; {count} people are asked. Nobody has it yet.",
        len(approvers(work, audience, announcement.author_id)),
        number=announcement.id,
    )


def offers(announcement: Announcement) -> tuple[Act, ...]:
    argument = str(announcement.id)
    return (
        Act("announcement.approve", argument, _p("button", "Agree"), APPROVE),
        Act("announcement.send-back", argument, _p("button", "Don't agree"), SEND_BACK),
        Act("announcement.texts", argument, _p("button", "All languages"), TEXTS),
    )


def written(work: Work, announcement: Announcement) -> dict[str, str]:
    """By language."""
    return texts(work.session, KIND, [announcement.id], TEXT).get(announcement.id, {})


def _question(work: Work, announcement: Announcement, audience: Audience) -> Words:
    author = None if announcement.author_id is None else work.session.get(Person, announcement.author_id)
    people = audiences.how_many(work, audience)
    found = written(work, announcement)
    lines: list[Words] = [
        _n(
            "*{author}* would like to tell this to {count} person. It goes out only if somebody else agrees:",
            "*{author}* would like to tell this to {count} people. It goes out only if somebody else agrees:",
            people,
            author=(author.name if author else None) or "?",
        ),
        "",
        Variants(found),
        "",
        _("Written in: {languages}.", languages=Listed(tuple(LanguageName(language) for language in found))),
    ]
    lines.append(_("Recipients: {whom}", whom=audience_words.in_words(work, audience)))
    draft = announcement_rows.read(work, announcement)
    files = announcement_enclosures.files_of(work, announcement.id)
    lines += announcement_enclosures.named(work, draft, files, announcement.topic)
    if draft.link is not None:
        lines.append(_("Web page: {address}", address=draft.link))
    if announcement.urgent_reason is not None:
        lines.append(_("Urgent: {reason}", reason=URGENCY_NAMES[Urgency(announcement.urgent_reason)]))
    if announcement_times.begins_at(announcement) is not None:
        lines.append(announcement_times.scheduled_words(announcement))
    return Lines(tuple(lines))
