"""All have said yes: names are exchanged, and one tap proposes a session."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlmodel import col, select

from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.i18n.phrase import Country, Lines, Variants, Words, _, _p
from bot.storage.centres import Centre
from bot.storage.partners import KIND, Partner, Partnership, PartnershipState, partners_in
from bot.storage.people import Person
from bot.storage.variants import texts
from bot.usecases import audit, partner_asking
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_rights import speakers, spoken_for
from bot.usecases.partner_words import FIT
from bot.usecases.work import Work

PREFIX = "partner-"  # of the argument with which a session is proposed to partners


def introduce(work: Work, partnership: Partnership, mine: Collection[int]) -> Words:
    """Everybody who said yes gets the names; what the actor is told comes back."""
    partnership.state, partnership.settled_at = PartnershipState.ACCEPTED, work.now
    work.session.add(partnership)
    work.session.flush()
    audit.note(work, "introduce", KIND, partnership.id)
    partners = partners_in(work.session, partnership.id)
    who = speakers(work, [one.centre_id for one in partners])
    seen_by = {person: one.centre_id for one in partners for person in _told(one.person_id, who[one.centre_id])}

    @cache
    def for_centre(centre: int) -> Notice:
        return Notice(
            f"{KIND}:{partnership.id}:introduced", names(work, partnership.id, [centre]), (propose(partnership.id),)
        )

    tell(
        work,
        [person for person in seen_by if person != work.actor.person_id],
        lambda to: for_centre(seen_by[to.person_id]),
    )
    partner_asking.ask_next(work, [one.centre_id for one in partners])
    return names(work, partnership.id, mine)


def propose(number: int) -> Act:
    return Act("begin", f"propose:{PREFIX}{number}", _p("button", "Propose a session"))


def names(work: Work, number: int, mine: Collection[int]) -> Words:
    """Who the others are, and whom to write to there."""
    others = {one.centre_id: one.person_id for one in partners_in(work.session, number) if one.centre_id not in mine}
    return Lines((_("You have said yes to each other (partner {number}):", number=str(number)), *named(work, others)))


def named(work: Work, others: Mapping[int, int | None]) -> tuple[Words, ...]:
    """A line for each centre, with whoever said yes for it, or who speaks for it now if they have left."""
    centres = {row.id: row for row in work.session.exec(select(Centre).where(col(Centre.id).in_(list(others))))}
    called = texts(work.session, "centre", others, "name")
    contacts = _contacts(work, others)
    lines: list[Words] = []
    for one in others:
        values: dict[str, Words] = {
            "centre": Variants(called.get(one, {})),
            "country": Country(centres[one].country),
        }
        contact = contacts.get(one)
        if contact is None:
            lines.append(
                _(
                    "• *{centre}* ({country}). Nobody speaks for them at present; a session that you propose reaches them all the same.",
                    **values,
                )
            )
        else:
            lines.append(_("• *{centre}* ({country}); your contact is *{name}*.", **values, name=contact))
    return tuple(lines)


def _told(said_yes: int | None, speaking: Sequence[int]) -> Sequence[int]:
    """Whoever said yes; if they have left since, whoever speaks for the centre."""
    return [said_yes] if said_yes in speaking and said_yes is not None else speaking


def _contacts(work: Work, others: Mapping[int, int | None]) -> Mapping[int, str]:
    who = speakers(work, list(others))
    chosen = {centre: people[0] for centre, said_yes in others.items() if (people := _told(said_yes, who[centre]))}
    called = dict(
        work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(list(chosen.values())))).all()
    )
    return {centre: name for centre, person in chosen.items() if (name := called.get(person))}


# -- a session with them -----------------------------------------------------------------------------------------------
def audience(work: Work, argument: str) -> Audience | None:
    """The people of all centres of a partnership in which the actor's centre has said yes; None if it is none of theirs."""
    found = _mine(work, argument)
    return None if found is None else Audience(centres=tuple(one.centre_id for one in found))


def is_among_partners(work: Work, wanted: Audience) -> bool:
    """Whether it takes in exactly the centres of a partnership of the actor's own, and nobody else."""
    if not wanted.centres or wanted != Audience(centres=wanted.centres):
        return False
    mine = spoken_for(work)
    numbers = work.session.exec(
        select(Partnership.id)
        .join(Partner, col(Partner.partnership_id) == col(Partnership.id))
        .where(Partnership.state == PartnershipState.ACCEPTED, col(Partner.centre_id).in_(mine))
    ).all()
    rows = work.session.exec(
        select(Partner.partnership_id, Partner.centre_id).where(col(Partner.partnership_id).in_(numbers))
    ).all()
    together: dict[int, set[int]] = {}
    for number, centre in rows:
        together.setdefault(number, set()).add(centre)
    return set(wanted.centres) in together.values()


def area(work: Work, argument: str) -> PriorityArea | None:
    """In which one learns of the other, the actor's need first."""
    mine = set(spoken_for(work))
    for one in _mine(work, argument) or ():
        if one.centre_id in mine:
            fit = FIT.validate_python(one.fit)
            return next(iter((*fit.learns, *fit.teaches, *fit.together)), None)
    return None


def number_in(argument: str) -> int | None:
    """The partnership's."""
    return row_number(argument.removeprefix(PREFIX))


def _mine(work: Work, argument: str) -> list[Partner] | None:
    number = number_in(argument)
    row = None if number is None else work.session.get(Partnership, number)
    if row is None or row.state is not PartnershipState.ACCEPTED:
        return None
    partners = partners_in(work.session, row.id)
    return partners if {one.centre_id for one in partners} & set(spoken_for(work)) else None
