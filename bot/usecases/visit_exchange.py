"""Whoever coordinates moves a centre to another group before any is asked: only where all still fit each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.partners import Fit, fit
from bot.domain.visits import VisitCentre, WithoutGroup, all_visit_fits
from bot.i18n.phrase import Lines, Words, _
from bot.storage.visits import (
    CALLS,
    VisitCall,
    VisitCallState,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    groups_of,
    members_of,
)
from bot.usecases import audit, visit_call_words, visit_fits, visit_lists, visit_matching
from bot.usecases.work import Work

MOST_OFFERED = 7
MOST_JOINS = 2  # other groups that it could go to; the rest are exchanges
LOOKED_AT = 20  # of those who would fit best
LARGEST, LARGEST_PAIR = 5, 3
OUT = "out"
SENT = _("The centres of this call have been asked already; the groups cannot be changed here any more.")
NOT_POSSIBLE = _("That is not possible any more: they would not all fit each other. Please choose something else.")


@dataclass(frozen=True)
class Standing:
    """The groups of a call that can be changed, by number; who is in none; and what is known of them all."""

    call: VisitCall
    groups: Mapping[int, tuple[int, ...]]
    alone: tuple[int, ...]
    known: Mapping[int, VisitCentre]
    apart: frozenset[tuple[int, int]]

    def group_of(self, centre: int) -> int | None:
        return next((number for number, members in self.groups.items() if centre in members), None)

    def may_be(self, members: Sequence[int]) -> bool:
        """A group, or nobody."""
        if len(members) < 2:  # noqa: PLR2004 - it takes two
            return not members
        if len(members) > (LARGEST_PAIR if self.call.in_pairs else LARGEST):
            return False
        fits = all_visit_fits([self.known[one] for one in members], self.apart, self.call.visits_from)
        return fits.may_be_group(tuple(members))


@dataclass(frozen=True)
class Choice:
    """Something that can be done with a centre: `value` is "with 12", "to 3" or "out"."""

    value: str
    label: Words


def centres(work: Work, argument: str) -> tuple[Choice, ...] | Refusal:
    """All that can be moved, group by group, then those without one."""
    standing = _standing(work, argument)
    if isinstance(standing, Refusal):
        return standing
    named = visit_lists.names(work, standing.known)
    inside = [
        Choice(str(one), _("{centre}, group {number}", centre=named[one], number=str(number)))
        for number, members in standing.groups.items()
        for one in members
    ]
    outside = [Choice(str(one), _("{centre}, without a group", centre=named[one])) for one in standing.alone]
    return (*inside, *outside)


def choices(work: Work, argument: str, centre: int) -> tuple[Choice, ...]:
    """What can be done with it, the best first."""
    standing = _standing(work, argument)
    if isinstance(standing, Refusal) or centre not in standing.known:
        return ()
    near = _near(standing, centre)
    joins = list(islice(_joins(standing, centre, near), MOST_JOINS))
    swaps = list(islice(_swaps(standing, centre, near), MOST_OFFERED - len(joins)))
    named = visit_lists.names(work, swaps)
    found = [
        *(Choice(f"to {number}", _("Move it to group {number}", number=str(number))) for number in joins),
        *(Choice(f"with {other}", _("Exchange with {centre}", centre=named[other])) for other in swaps),
    ][:MOST_OFFERED]
    own = standing.group_of(centre)
    if own is not None and standing.may_be(_without(standing.groups[own], centre)):
        found.append(Choice(OUT, _("Take it out of its group")))
    return tuple(found)


def move(work: Work, argument: str, centre: int, value: str) -> Told | Refusal:
    """What the groups that changed are now."""
    standing = _standing(work, argument, to_change=True)
    if isinstance(standing, Refusal):
        return standing
    new = _after(standing, centre, value)
    if new is None or not all(map(standing.may_be, new.values())):
        return Refusal(NOT_POSSIBLE, key="what")
    _write(work, standing, new)
    audit.note(work, "exchange", CALLS, standing.call.id)
    named = visit_lists.names(work, standing.known)
    groups = [work.session.get_one(VisitGroup, number) for number, members in new.items() if members]
    lines = [
        visit_call_words.group(one.id, [named[centre] for centre in new[one.id]], visit_lists.views(one))
        for one in groups
    ]
    words = Lines(tuple(lines)) if lines else _("The centre has no group now.")
    return Told(words, acts=visit_call_words.acts_changed(standing.call.id))


def _after(standing: Standing, centre: int, value: str) -> dict[int, tuple[int, ...]] | None:
    """The groups that change, as they are then. None: there is nothing like that any more."""
    own = standing.group_of(centre)
    new = {} if own is None else {own: _without(standing.groups[own], centre)}
    verb, _space, number = value.partition(" ")
    if verb == OUT:
        return new or None
    if verb == "to" and int(number) in standing.groups and int(number) != own:
        return {**new, int(number): _with(standing.groups[int(number)], centre)}
    if verb == "with" and int(number) in standing.known:
        other = int(number)
        theirs = standing.group_of(other)
        if theirs == own:
            return None
        if own is not None:
            new[own] = _with(new[own], other)
        if theirs is not None:
            new[theirs] = _with(_without(standing.groups[theirs], other), centre)
        return new
    return None


def _write(work: Work, standing: Standing, new: Mapping[int, tuple[int, ...]]) -> None:
    moved = {one for number in new for one in standing.groups[number]}.union(*new.values())
    for number in new:
        for row in members_of(work.session, number):
            work.session.delete(row)
    work.session.flush()
    for number, members in new.items():
        group = work.session.get_one(VisitGroup, number)
        known = [standing.known[one] for one in members]
        rows = [
            VisitGroupCentre(group_id=number, centre_id=one.id, hosts=one.hosts, visits=one.visits) for one in known
        ]
        work.session.add_all(rows)
        if not members:
            group.state, group.settled_at = VisitGroupState.DROPPED, work.now
        work.session.add(group)
        visit_fits.refit(work, group, standing.call, rows)
    call = standing.call
    placed = {str(one) for members in new.values() for one in members}
    left = {str(one) for one in moved} - placed
    call.alone = {centre: why for centre, why in call.alone.items() if centre not in placed} | {
        centre: call.alone.get(centre, WithoutGroup.NOBODY_LEFT.value) for centre in sorted(left, key=int)
    }
    work.session.add(call)
    work.session.flush()


def _joins(standing: Standing, centre: int, near: Mapping[int, int]) -> Iterator[int]:
    """Groups that it could go to, those first with which it has most in common."""
    own = standing.group_of(centre)
    if own is not None and not standing.may_be(_without(standing.groups[own], centre)):
        return
    others = [one for one in standing.groups.items() if one[0] != own and all(member in near for member in one[1])]
    for number, members in sorted(others, key=lambda one: -_common(near, one[1])):
        if standing.may_be(_with(members, centre)):
            yield number


def _swaps(standing: Standing, centre: int, near: Mapping[int, int]) -> Iterator[int]:
    """Whose place it could take, and who could take its own; those first with whose group it has most in common."""
    own = standing.group_of(centre)
    ways: list[tuple[float, int]] = []
    for number, members in standing.groups.items():
        for other in members if number != own else ():
            rest = _without(members, other)
            if all(one in near for one in rest):
                ways.append((-_common(near, rest), other))
    ways += [(0.0, one) for one in standing.alone if own is not None and one != centre]
    for _worth, other in sorted(ways)[:LOOKED_AT]:
        if _is_possible(standing, centre, f"with {other}"):
            yield other


def _common(near: Mapping[int, int], members: Sequence[int]) -> float:
    return sum(near[one] for one in members) / max(1, len(members))


def _is_possible(standing: Standing, centre: int, value: str) -> bool:
    new = _after(standing, centre, value)
    return new is not None and all(map(standing.may_be, new.values()))


def _near(standing: Standing, centre: int) -> Mapping[int, int]:
    """By centre, the weight of the fit with it; who does not fit is left out."""
    one = standing.known[centre]
    found: dict[int, int] = {}
    for other in standing.known.values():
        pair = min(one.id, other.id), max(one.id, other.id)
        if pair not in standing.apart and one.profile.country != other.profile.country:
            between = fit(one.profile, other.profile, standing.call.visits_from)
            if isinstance(between, Fit):
                found[other.id] = between.weight
    return found


def _standing(work: Work, argument: str, *, to_change: bool = False) -> Standing | Refusal:
    call = visit_lists.find(work, argument, to_change=to_change)
    if isinstance(call, Refusal):
        return call
    if call.state is not VisitCallState.READY:
        return Refusal(SENT)
    groups = {
        group.id: tuple(one.centre_id for one in members)
        for group, members in groups_of(work.session, call.id)
        if group.state is VisitGroupState.SUGGESTED
    }
    known = visit_fits.known(call)
    alone = tuple(centre for centre in visit_lists.without_group(work, call) if centre in known)
    inside = {*alone, *(one for members in groups.values() for one in members)}
    ours = {one: known[one] for one in known if one in inside}
    return Standing(call, groups, alone, ours, frozenset(visit_matching.apart(work)))


def _with(members: Sequence[int], one: int) -> tuple[int, ...]:
    return tuple(sorted((*members, one)))


def _without(members: Sequence[int], one: int) -> tuple[int, ...]:
    return tuple(other for other in members if other != one)
