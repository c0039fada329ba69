"""In which languages the people of a centre talk and read with the bot, where the centre itself has registered none."""

from collections import Counter
from collections.abc import Collection, Mapping

from sqlmodel import col, func, select

from bot.storage.memberships import Membership, belongs
from bot.storage.people import Person, PersonState
from bot.usecases.work import Work


def of_people(work: Work, centres: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """Tags by centre, those of the most people first: what they are spoken to in, and what they would rather read. One query."""
    rows = work.session.exec(
        select(Membership.centre_id, Person.language, Person.reads, func.count())
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.centre_id).in_(list(centres)),
            belongs(work.now.date()),
            Person.state == PersonState.ACTIVE,
        )
        .group_by(col(Membership.centre_id), col(Person.language), col(Person.reads))
    ).all()
    found: dict[int, Counter[str]] = {}
    for centre, language, reads, people in rows:
        counted = found.setdefault(centre, Counter())
        for tag in {tag for tag in (language, reads) if tag is not None}:
            counted[tag] += people
    return {centre: tuple(sorted(counted, key=lambda tag: (-counted[tag], tag))) for centre, counted in found.items()}
