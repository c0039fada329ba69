"""Asking the centres of a group whether they visit each other; a yes, a no, a silence, and what follows from each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlmodel import col, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.visits import WithoutGroup
from bot.i18n.phrase import Lines, Words, _
from bot.storage.centres import taking_part
from bot.storage.next_free import next_free
from bot.storage.visits import (
    CALLS,
    GROUP,
    InGroup,
    VisitCall,
    VisitCallState,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    any_gone,
    groups_of,
    members_of,
)
from bot.usecases import audit, visit_fits, visit_lists, visit_starting, visit_words
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.partner_rights import speakers, spoken_for
from bot.usecases.partner_words import Unnamed
from bot.usecases.unnamed_places import Places
from bot.usecases.work import Work

ANSWER_WITHIN = timedelta(days=14)
SLICE = 2  # groups in one transaction: half a dozen people who are written to
UNKNOWN = _("I know of no such group for your centre. Write *visits* to see yours.")


def send(work: Work, argument: str) -> Told | Refusal:
    """The groups are asked by the clock, slice by slice."""
    row = visit_lists.find(work, argument)
    if isinstance(row, Refusal):
        return row
    if row.state is VisitCallState.READY:
        row.state, row.sent_at = VisitCallState.SENT, work.now
        row.alone_told = 0 if row.alone else None  # who was told of it before is not told again
        work.session.add(row)
        work.session.flush()
        audit.note(work, "send", CALLS, row.id)
    return visit_lists.told(work, row)


# -- on the clock ------------------------------------------------------------------------------------------------------
def look_after(work: Work) -> bool:
    """The next groups of a call that was sent, then those without a group, then groups whose time is over. True: there may be more."""
    groups = work.session.exec(
        select(VisitGroup, VisitCall)
        .join(VisitCall, col(VisitCall.id) == col(VisitGroup.call_id))
        .where(VisitGroup.state == VisitGroupState.SUGGESTED, VisitCall.state == VisitCallState.SENT)
        .where(~any_gone())  # first those are taken out of it
        .order_by(col(VisitGroup.id))
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for group, call in groups:
        _ask(work, group, call)
    return bool(groups) or _tell_alone(work) or _expire(work)


def _ask(work: Work, group: VisitGroup, call: VisitCall) -> None:
    group.state, group.expires_at = VisitGroupState.ASKED, work.now + ANSWER_WITHIN
    work.session.add(group)
    members = members_of(work.session, group.id)
    who = speakers(work, [one.centre_id for one in members])
    places = Places(work)
    for member in members:
        member.asked_at = work.now
        work.session.add(member)
        said = question(group, call, members, member, places)
        tell(work, who[member.centre_id], Notice(f"{GROUP}:{group.id}:asked", said.words, acts=said.acts))
    work.session.flush()


def question(
    group: VisitGroup, call: VisitCall, members: Sequence[VisitGroupCentre], own: VisitGroupCentre, places: Places
) -> Told:
    """As one of its centres is asked; the others have no names yet."""
    others = [one.centre_id for one in members if one.centre_id != own.centre_id]
    fit = visit_lists.views(group)[own.centre_id]
    profiles = {one.id: one.profile for one in visit_fits.known(call, others).values()}
    words = visit_words.asked(
        group.id,
        fit,
        [
            Unnamed(places.told(profiles[one].country, own.centre_id, fit.languages), profiles[one].offers)
            for one in others
        ],
        call,
        hosts=own.hosts,
        visits=own.visits,
    )
    return Told(words, acts=visit_words.acts(group.id))


def _tell_alone(work: Work) -> bool:
    row = next_free(
        work.session,
        select(VisitCall)
        .where(VisitCall.state == VisitCallState.SENT, col(VisitCall.alone_told).is_not(None))
        .order_by(col(VisitCall.id)),
    )
    if row is None:
        return False
    told = row.alone_told or 0
    slice_ = list(row.alone.items())[told : told + SLICE]
    who = speakers(work, taking_part(work.session, [int(centre) for centre, _why in slice_]))
    for centre, why in slice_:
        words = visit_words.left_alone(WithoutGroup(why))
        tell(work, who.get(int(centre), ()), Notice(f"{CALLS}:{row.id}:alone:{centre}", words))
    told += len(slice_)
    row.alone_told = told if told < len(row.alone) else None
    work.session.add(row)
    work.session.flush()
    return True


def take_out(work: Work) -> bool:
    """On the clock: of groups that nobody was asked about, centres that no longer take part. True when there may be more.

    Should such a centre come back before the centres are asked, it is among those without a group.
    """
    suggested = (
        select(VisitGroup.id)
        .where(VisitGroup.call_id == VisitCall.id, VisitGroup.state == VisitGroupState.SUGGESTED)
        .where(any_gone())
    )
    call = next_free(
        work.session,
        select(VisitCall)
        .where(col(VisitCall.state).in_([VisitCallState.READY, VisitCallState.SENT]), suggested.exists())
        .order_by(col(VisitCall.id)),
    )
    if call is None:
        return False
    groups = [one for one in groups_of(work.session, call.id) if one[0].state is VisitGroupState.SUGGESTED]
    centres = {one.centre_id for _group, members in groups for one in members}
    names = visit_lists.names(work, sorted(centres - taking_part(work.session, centres)))
    lines: list[Words] = []
    for group, members in groups:
        lines += _take_out(work, group, call, [one for one in members if one.centre_id in names], names)
    if call.state is VisitCallState.SENT and call.alone:
        call.alone_told = 0  # who was told of it is not told again
    work.session.add(call)
    work.session.flush()
    if call.author_id is not None:
        said = visit_lists.told(work, call)
        key = f"{CALLS}:{call.id}:out:{work.now:%Y%m%d%H%M%S}"
        tell(work, [call.author_id], Notice(key, Lines((*lines, said.words)), said.acts))
    return True


def _take_out(
    work: Work, group: VisitGroup, call: VisitCall, gone: Sequence[VisitGroupCentre], names: Mapping[int, Words]
) -> Sequence[Words]:
    """What the call's author reads of it; nothing where all of the group take part."""
    if not gone:
        return ()
    for one in gone:
        audit.note(work, "leave", GROUP, group.id, scope=f"centre:{one.centre_id}")
        work.session.delete(one)
    work.session.flush()
    alone = {str(one.centre_id): WithoutGroup.NOBODY_LEFT.value for one in gone}
    left = members_of(work.session, group.id)
    if not visit_fits.refit(work, group, call, left):
        group.state, group.settled_at = VisitGroupState.DROPPED, work.now
        work.session.add(group)
        alone |= {str(one.centre_id): WithoutGroup.NOBODY_LEFT.value for one in left}
    call.alone = {**call.alone, **alone}
    return [
        _(
            "{centre} no longer takes part in the programme, and is not in visit group {number} any more.",
            centre=names[one.centre_id],
            number=str(group.id),
        )
        for one in gone
    ]


def _expire(work: Work) -> bool:
    """Who has not answered for two weeks does not take part; the others go on where they can."""
    due = work.session.exec(
        select(VisitGroup)
        .where(VisitGroup.state == VisitGroupState.ASKED, col(VisitGroup.expires_at) <= work.now)
        .order_by(col(VisitGroup.expires_at), col(VisitGroup.id))
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for group in due:
        silent = [one for one in members_of(work.session, group.id) if one.accepted_at is None]
        leave(work, group, silent)
    return len(due) == SLICE


# -- yes and no --------------------------------------------------------------------------------------------------------
def yes(work: Work, argument: str) -> Told | Refusal:
    found = _mine(work, argument)
    if isinstance(found, (Told, Refusal)):
        return found
    group, own = found
    for one in own:
        if one.accepted_at is None:
            one.accepted_at, one.by_id = work.now, work.person_id
            work.session.add(one)
            audit.note(work, "yes", GROUP, group.id, scope=f"centre:{one.centre_id}")
    work.session.flush()
    return _after_yes(work, group, [one.centre_id for one in own])


def _after_yes(work: Work, group: VisitGroup, mine: Sequence[int]) -> Told:
    members = members_of(work.session, group.id)
    there = taking_part(work.session, [one.centre_id for one in members])  # who is gone leaves it in a moment
    if len(there) == len(members) and all(one.accepted_at is not None for one in members):
        visit_starting.start(work, group)
        return visit_starting.started(work, group, mine)
    return _waits(group)


def _waits(group: VisitGroup) -> Told:
    return Told(
        _(
            "Thank you. I tell you as soon as the others have answered; names are exchanged only when all have said yes. "
            "If you change your mind before that, choose *Not this time*."
        ),
        acts=visit_words.acts(group.id)[1:],
    )


def no(work: Work, argument: str) -> Told | Refusal:
    """It may end the group for the others, and cannot be taken back: so it is asked first."""
    found = _mine(work, argument)
    if isinstance(found, (Told, Refusal)):
        return found
    group, own = found
    mine = {one.centre_id for one in own}
    others = [one.centre_id for one in members_of(work.session, group.id) if one.centre_id not in mine]
    go_on = visit_fits.may_go_on(work.session.get_one(VisitCall, group.call_id), others)
    return Told(visit_words.to_leave(group.id, len(others), go_on=go_on), acts=visit_words.acts_to_leave(group.id))


def keep(work: Work, argument: str) -> Told | Refusal:
    """The way back: the question, or what follows a yes that was given before."""
    found = _mine(work, argument)
    if isinstance(found, (Told, Refusal)):
        return found
    group, own = found
    if all(one.accepted_at is not None for one in own):
        return _waits(group)
    call = work.session.get_one(VisitCall, group.call_id)
    open_ = next(one for one in own if one.accepted_at is None)
    return question(group, call, members_of(work.session, group.id), open_, Places(work))


def no_now(work: Work, argument: str) -> Told | Refusal:
    found = _mine(work, argument)
    if isinstance(found, (Told, Refusal)):
        return found
    group, own = found
    for one in own:
        one.by_id = work.person_id
        audit.note(work, "no", GROUP, group.id, scope=f"centre:{one.centre_id}")
    leave(work, group, own)
    return Told(_("Good, not this time. The others get no name of yours, and look for a way without you."))


def _mine(work: Work, argument: str) -> tuple[VisitGroup, list[VisitGroupCentre]] | Told | Refusal:
    """A group that waits for an answer of the actor's centres; or why nothing can be answered."""
    group = visit_lists.group_of(work, argument)
    mine = spoken_for(work)
    members = [] if group is None else members_of(work.session, group.id)
    own = [one for one in members if one.centre_id in mine and one.asked_at is not None]
    if group is None or not own:
        return Refusal(UNKNOWN)
    if group.state is VisitGroupState.ASKED:
        return group, own
    if group.state is VisitGroupState.DROPPED:
        return Told(visit_words.no_longer(group.id))
    return visit_starting.started(work, group, [one.centre_id for one in own])


def leave(work: Work, group: VisitGroup, leaving: Collection[VisitGroupCentre]) -> None:
    """These do not take part. The others go on where they still fit; otherwise the group ends, and they wait for another."""
    for one in leaving:
        one.state = InGroup.WITHDRAWN
        work.session.add(one)
    work.session.flush()
    left = members_of(work.session, group.id)
    call = work.session.get_one(VisitCall, group.call_id)
    if visit_fits.refit(work, group, call, left):
        if all(one.accepted_at is not None for one in left):
            visit_starting.start(work, group)
        else:
            group.expires_at = work.now + ANSWER_WITHIN
            work.session.add(group)
            _tell(work, group, left, visit_words.smaller(group.id, len(left)))
    else:
        _end(work, group, call, left)
    work.session.flush()


def _end(work: Work, group: VisitGroup, call: VisitCall, left: Sequence[VisitGroupCentre]) -> None:
    group.state, group.settled_at = VisitGroupState.DROPPED, work.now
    work.session.add(group)
    audit.note(work, "end", GROUP, group.id)
    call.alone = {**call.alone, **{str(one.centre_id): WithoutGroup.SAID_NO.value for one in left}}
    work.session.add(call)
    _tell(work, group, left, visit_words.ended(group.id))
    if left and call.author_id is not None:
        said = visit_lists.told(work, call)
        tell(work, [call.author_id], Notice(f"{GROUP}:{group.id}:ended", said.words, said.acts))


def _tell(work: Work, group: VisitGroup, members: Sequence[VisitGroupCentre], words: Words) -> None:
    who = speakers(work, taking_part(work.session, [one.centre_id for one in members]))
    people = {person for speaking in who.values() for person in speaking} - {work.actor.person_id}
    acts = visit_words.acts(group.id) if group.state is VisitGroupState.ASKED else ()
    open_to = {person for one in members if one.accepted_at is None for person in who.get(one.centre_id, ())}
    key = f"{GROUP}:{group.id}:{group.state}:{len(members)}"

    def notice(to: Recipient) -> Notice:
        return Notice(key, words, acts=acts if to.person_id in open_to else acts[1:])

    tell(work, sorted(people), notice)
