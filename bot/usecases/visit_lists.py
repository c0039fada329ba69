"""Calls for peer visits and their groups, as whoever coordinates sees them."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlmodel import col, select

from bot.core.identifiers import row_number
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.partners import Fit
from bot.domain.rights import Right
from bot.i18n.phrase import Country, Variants, Words, _
from bot.storage.centres import Centre, taking_part
from bot.storage.variants import texts
from bot.storage.visits import (
    VisitCall,
    VisitCallState,
    VisitGroup,
    VisitGroupState,
    groups_of,
    offers_to,
)
from bot.usecases import audiences, rights, visit_call_words
from bot.usecases.visit_days import short_day
from bot.usecases.work import Work

VIEWS = TypeAdapter(dict[int, Fit])
MOST_LISTED = 12
UNKNOWN = _("There is no call for peer visits with this number. Write *visits* to see yours.")


@dataclass(frozen=True)
class Call:
    """One line of the list."""

    number: int
    from_day: Words
    state: str


def may_call(work: Work) -> bool:
    return rights.has_somewhere(work, Right.MATCH_CENTRES)


def find(work: Work, argument: str, *, to_change: bool = True) -> VisitCall | Refusal:
    """A number that is none, or of a call outside of what the actor coordinates, is refused."""
    row = row_of(work, argument, to_change=to_change)
    return Refusal(UNKNOWN) if row is None else refused(work, row) or row


def row_of(work: Work, argument: str, *, to_change: bool = False) -> VisitCall | None:
    number = row_number(argument)
    if number is None:
        return None
    wanted = select(VisitCall).where(VisitCall.id == number).execution_options(populate_existing=True)
    return work.session.exec(wanted.with_for_update() if to_change else wanted).one_or_none()


def refused(work: Work, row: VisitCall) -> Refusal | None:
    return audiences.refused(work, Right.MATCH_CENTRES, Audience.from_json(row.audience))


def calls(work: Work) -> tuple[Call, ...]:
    """The latest first, of those that the actor coordinates."""
    if not may_call(work):
        return ()
    rows = work.session.exec(select(VisitCall).order_by(col(VisitCall.id).desc()).limit(MOST_LISTED)).all()
    return tuple(
        Call(row.id, short_day(row.visits_from), row.state.value) for row in rows if refused(work, row) is None
    )


def seen(work: Work, argument: str) -> Told | None:
    row = find(work, argument, to_change=False)
    return None if isinstance(row, Refusal) else told(work, row)


def told(work: Work, row: VisitCall) -> Told:
    """How it stands, and what can be done, for whoever may see it."""
    match row.state:
        case VisitCallState.OPEN:
            words = visit_call_words.answers(row, offers_to(work.session, row.id), _invited(work, row))
            return Told(words, acts=visit_call_words.acts_while_open(row.id))
        case VisitCallState.MATCHING:
            return Told(visit_call_words.matching(row.id))
        case VisitCallState.FAILED:
            return Told(visit_call_words.failed(row.id), acts=visit_call_words.acts_while_open(row.id))
        case VisitCallState.DROPPED:
            return Told(visit_call_words.dropped(row.id))
    groups, alone = groups_of(work.session, row.id), list(without_group(work, row).values())
    if row.state is VisitCallState.READY:
        sizes = [len(members) for group, members in groups if group.state is VisitGroupState.SUGGESTED]
        return Told(
            visit_call_words.preview(row, sizes, alone),
            acts=visit_call_words.acts_when_ready(row.id, any_groups=bool(sizes)),
        )
    counts = Counter(group.state for group, _members in groups)
    asked = counts[VisitGroupState.SUGGESTED] + counts[VisitGroupState.ASKED]
    running = counts[VisitGroupState.RUNNING] + counts[VisitGroupState.DONE]
    words = visit_call_words.progress(row, asked, running, counts[VisitGroupState.DROPPED], alone)
    return Told(words, acts=visit_call_words.acts_when_sent(row.id, any_left=len(alone) > 1))


def without_group(work: Work, row: VisitCall) -> dict[int, str]:
    """Why, by centre: of those that take part in the programme now."""
    there = taking_part(work.session, [int(centre) for centre in row.alone])
    return {int(centre): why for centre, why in row.alone.items() if int(centre) in there}


def silent(work: Work, row: VisitCall) -> int:
    """How many centres have not answered yet."""
    return max(0, _invited(work, row) - len(offers_to(work.session, row.id)))


def _invited(work: Work, row: VisitCall) -> int:
    return len(audiences.centres_in(work, Audience.from_json(row.audience)))


def group_of(work: Work, argument: str) -> VisitGroup | None:
    """By its number as it was typed; nobody else changes it before this transaction ends."""
    number = row_number(argument)
    if number is None:
        return None
    wanted = select(VisitGroup).where(VisitGroup.id == number).with_for_update()
    return work.session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def shared_languages(group: VisitGroup) -> tuple[str, ...]:
    """That all of its centres speak."""
    return next((view.languages for view in views(group).values()), ())


def views(group: VisitGroup) -> Mapping[int, Fit]:
    """What each of its centres has of the others."""
    return VIEWS.validate_python(group.fit)


def names(work: Work, centres: Collection[int]) -> dict[int, Words]:
    """Each with its country."""
    called = texts(work.session, "centre", centres, "name")
    rows = work.session.exec(select(Centre.id, Centre.country).where(col(Centre.id).in_(list(centres))))
    return {
        number: _("{centre} ({country})", centre=Variants(called.get(number, {})), country=Country(country))
        for number, country in rows
    }
