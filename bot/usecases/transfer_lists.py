"""Transfers as one sees them: those of one's centre, one by one; what a practice has led to, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, or_, select

from bot.core.refusal import Refusal
from bot.domain.transfers import OPEN, OUTCOMES, TRIED, SheetPart, TransferOutcome, TransferState
from bot.i18n.phrase import Variants, Words, _n
from bot.reports.transfer_pages import TransferPaper
from bot.storage.practices import Practice, titles
from bot.storage.programmes import Programme
from bot.storage.transfers import HERE, KIND, THERE, Transfer, by_country, counts
from bot.storage.variants import texts
from bot.usecases import transfer_sheets, transfer_words
from bot.usecases.centre_report_sources import programme_name
from bot.usecases.invitations import centre_name
from bot.usecases.partner_rights import spoken_for
from bot.usecases.transfer_places import place
from bot.usecases.visit_places import own_centres
from bot.usecases.work import Work

MOST_LISTED = 20


@dataclass(frozen=True)
class Line:
    number: int
    title: Words
    centre: Words  # the other one
    is_here: bool
    state: TransferState


@dataclass(frozen=True)
class Shown:
    """One transfer as somebody of one of its two centres sees it. `here`: it tries, `there`: it wrote the practice."""

    number: int
    practice: int
    title: Words
    here: Words
    there: Words
    state: TransferState
    until: datetime | None
    outcome: TransferOutcome | None
    is_here: bool
    may_answer: bool
    partnership: int | None
    wish: Words | None  # what made somebody ask
    sheet: Mapping[SheetPart, Words]
    story_here: Words | None
    story_there: Words | None


@dataclass(frozen=True)
class Places:
    """Where practices have gone: by country, centres where one works, and those that tried."""

    programme: Words
    countries: Mapping[str, tuple[int, int]]

    @property
    def works(self) -> int:
        return sum(works for works, _tried in self.countries.values())

    @property
    def tried(self) -> int:
        return sum(tried for _works, tried in self.countries.values())


def any_in_sight(work: Work) -> bool:
    return bool(_rows(work, 1))


def listed(work: Work) -> tuple[Line, ...]:
    """Of one's centres, on either side; what is open first, then the latest."""
    rows = _rows(work, MOST_LISTED)
    mine = _mine(work)
    named = titles(work.session, {practice.id for _transfer, practice in rows})
    others = {
        transfer.id: practice.centre_id if transfer.centre_id in mine else transfer.centre_id
        for transfer, practice in rows
    }
    called = texts(work.session, "centre", set(others.values()), "name")
    return tuple(
        Line(
            number=transfer.id,
            title=Variants(named.get(practice.id, {})),
            centre=Variants(called.get(others[transfer.id], {})),
            is_here=transfer.centre_id in mine,
            state=transfer.state,
        )
        for transfer, practice in rows
    )


def seen(work: Work, number: str | int) -> Shown | Refusal:
    at = place(work, number)
    if isinstance(at, Refusal):
        return at
    transfer, practice = at.transfer, at.practice
    told = {field: texts(work.session, KIND, [transfer.id], field).get(transfer.id, {}) for field in (HERE, THERE)}
    return Shown(
        number=transfer.id,
        practice=practice.id,
        title=Variants(titles(work.session, [practice.id]).get(practice.id, {})),
        here=centre_name(work, transfer.centre_id),
        there=centre_name(work, practice.centre_id),
        state=transfer.state,
        until=transfer.until,
        outcome=transfer.outcome,
        is_here=at.is_here,
        may_answer=at.may_answer,
        partnership=transfer.partnership_id,
        wish=transfer_words.wish(work, transfer),
        sheet=transfer_sheets.written(work, transfer.id),
        story_here=Variants(told[HERE]) if told[HERE] else None,
        story_there=Variants(told[THERE]) if told[THERE] else None,
    )


def paper(work: Work, number: str | int) -> TransferPaper | Refusal:
    """The sheet with all that is told, for the people of both centres."""
    shown = seen(work, number)
    if isinstance(shown, Refusal):
        return shown
    practice = work.session.get_one(Practice, shown.practice)
    return TransferPaper(
        number=shown.number,
        practice=shown.practice,
        title=shown.title,
        here=shown.here,
        there=shown.there,
        programme=programme_name(work, practice.centre_id),
        sheet=shown.sheet,
        outcome=outcome_words(shown),
        story_here=shown.story_here,
        story_there=shown.story_there,
    )


def led_to(work: Work, practice: int) -> tuple[Words, ...]:
    """For the card of a practice: how many centres try it or have tried it; nothing where nobody has."""
    tried, works = counts(work.session, [practice]).get(practice, (0, 0))
    if not tried:
        return ()
    said = _n("{count} other centre tries it or has tried it.", "{count} other centres try it or have tried it.", tried)
    return (said, _n("It works in {count} of them.", "It works in {count} of them.", works)) if works else (said,)


def stories(work: Work, practice: int) -> tuple[tuple[Words, Words, Words | None], ...]:
    """(centre that tried it, what it tells, what the author's centre adds), of those that are done and told."""
    rows = work.session.exec(
        select(Transfer)
        .where(Transfer.practice_id == practice, Transfer.state == TransferState.DONE)
        .order_by(col(Transfer.outcome_at), col(Transfer.id))
    ).all()
    ids = [one.id for one in rows]
    here, there = (texts(work.session, KIND, ids, field) for field in (HERE, THERE))
    called = texts(work.session, "centre", {one.centre_id for one in rows}, "name")
    return tuple(
        (
            Variants(called.get(one.centre_id, {})),
            Variants(here[one.id]),
            Variants(there[one.id]) if one.id in there else None,
        )
        for one in rows
        if one.id in here
    )


def places(work: Work) -> Places:
    """Of all practices, for everybody: it names countries, no centre."""
    programme = work.session.exec(select(Programme.id).order_by(col(Programme.id))).first()
    name = {} if programme is None else texts(work.session, "programme", [programme], "name").get(programme, {})
    return Places(Variants(name), by_country(work.session))


def outcome_words(shown: Shown) -> Words | None:
    return None if shown.outcome is None else OUTCOMES[shown.outcome]


def _mine(work: Work) -> set[int]:
    return own_centres(work) | set(spoken_for(work))


def _rows(work: Work, at_most: int) -> list[tuple[Transfer, Practice]]:
    mine = _mine(work)
    if not mine:
        return []
    wanted = (
        select(Transfer, Practice)
        .join(Practice, col(Practice.id) == col(Transfer.practice_id))
        .where(
            or_(col(Transfer.centre_id).in_(mine), col(Practice.centre_id).in_(mine)),
            col(Transfer.state).in_({*OPEN, *TRIED}),
        )
        .order_by(col(Transfer.state) == TransferState.DONE, col(Transfer.id).desc())
        .limit(at_most)
    )
    return list(work.session.exec(wanted))
