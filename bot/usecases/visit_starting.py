"""All of a group have said yes: names are exchanged, each host gets a visit, and its first step is to choose the day."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.domain.visit_timetable import CHOOSE_WITHIN, Place, VisitStep, working_day_from
from bot.i18n.phrase import Lines, Words, _
from bot.storage.centres import Centre
from bot.storage.visits import (
    GROUP,
    Visit,
    VisitCall,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitState,
    VisitWay,
    members_of,
    visits_of,
)
from bot.usecases import audit, visit_fits, visit_lists, visit_reminders, visit_task_words
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_introductions import named
from bot.usecases.partner_rights import speakers
from bot.usecases.public_holidays import holidays_of
from bot.usecases.work import Work


def start(work: Work, group: VisitGroup) -> None:
    """Everybody who speaks for one of the centres is told, but the actor, who reads it in the answer."""
    group.state, group.settled_at, group.expires_at = VisitGroupState.RUNNING, work.now, None
    work.session.add(group)
    call = work.session.get_one(VisitCall, group.call_id)
    members = members_of(work.session, group.id)
    _plan(work, group, call, members)
    audit.note(work, "start", GROUP, group.id)
    who = speakers(work, [one.centre_id for one in members])
    seen_by = {person: one.centre_id for one in members for person in who[one.centre_id]}

    @cache
    def for_centre(centre: int) -> Notice:
        said = started(work, group, [centre])
        return Notice(f"{GROUP}:{group.id}:started", said.words, said.acts)

    others = [person for person in seen_by if person != work.actor.person_id]
    tell(work, others, lambda to: for_centre(seen_by[to.person_id]))


def _plan(work: Work, group: VisitGroup, call: VisitCall, members: Sequence[VisitGroupCentre]) -> None:
    """A visit for each host that somebody visits, and its first task."""
    hosts = [one.centre_id for one in members if one.hosts]
    known, languages = visit_fits.known(call, hosts), visit_lists.shared_languages(group)
    rows = [
        Visit(
            group_id=group.id,
            host_centre_id=host,
            way=VisitWay.DIARY if call.way is VisitWay.DIARY else VisitWay.LIVE,
            areas=list(known[host].areas),
            languages=list(languages),
            created_at=work.now,
        )
        for host in hosts
        if any(one.visits and one.centre_id != host for one in members)
    ]
    work.session.add_all(rows)
    work.session.flush()
    places = _places(work, hosts)
    for row in rows:
        due = working_day_from(work.now.date() + CHOOSE_WITHIN, places[row.host_centre_id])
        visit_reminders.add(work, row, [(row.host_centre_id, VisitStep.DAY, due)])
    work.session.flush()


def _places(work: Work, centres: Collection[int]) -> Mapping[int, Place]:
    """By centre, with its holidays of the next weeks."""
    rows = work.session.exec(select(Centre).where(col(Centre.id).in_(centres))).all()
    today = work.now.date()
    holidays = holidays_of(work, {row.country for row in rows}, today, today + 3 * CHOOSE_WITHIN)
    return {row.id: Place(row.id, row.country, row.zone, holidays.days[row.country]) for row in rows}


def started(work: Work, group: VisitGroup, mine: Collection[int]) -> Told:
    """Who the others are, and the visits as these centres see them."""
    members = members_of(work.session, group.id)
    others = {one.centre_id: one.by_id for one in members if one.centre_id not in mine}
    lines: list[Words] = [
        _("All have said yes (visit group {number}). You visit each other:", number=str(group.id)),
        *named(work, others),
    ]
    names = visit_lists.names(work, [one.centre_id for one in members])
    acts: list[Act] = []
    for visit in visits_of(work.session, group.id):
        if visit.state is VisitState.CANCELLED:
            continue
        number = str(visit.id)
        if visit.host_centre_id in mine:
            lines.append(_("Visit {number}: the others visit your centre. Please choose the day.", number=number))
            acts.append(visit_task_words.choose_day(visit.id))
        elif any(one.visits for one in members if one.centre_id in mine):
            host = names[visit.host_centre_id]
            lines.append(
                _("Visit {number}: you visit {host}. They choose the day, and I tell you.", number=number, host=host)
            )
    return Told(Lines(tuple(lines)), acts=tuple(acts))
