"""The week of a visit by diary, by the clock: it begins, the host is asked each morning, visitors hear at its end, it ends."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.domain.visit_diary import PROMPTS, DiaryPrompt, week
from bot.domain.visit_timetable import Place
from bot.i18n.phrase import Lines, Words, _, _p
from bot.i18n.zones import zone_of
from bot.storage.centres import Centre
from bot.storage.next_free import next_free
from bot.storage.visit_diary import VisitDay, VisitEntry
from bot.storage.visits import VISIT, Visit, VisitGroup, VisitGroupState, VisitState, VisitWay, visitors_of
from bot.usecases import visit_diary, visit_files, visit_parts, visit_places
from bot.usecases.files_in_words import in_words
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.public_holidays import holidays_of
from bot.usecases.visit_days import day_words
from bot.usecases.work import Work

WITHIN = timedelta(hours=12)  # after an absence of the bot a question that is older comes with the next one
_FARTHEST = timedelta(hours=14)  # of all zones before UTC
_A_DAY = timedelta(days=1)
_A_LONG_WEEK = timedelta(days=31)  # five working days, however many holidays come between them


def look_after(work: Work) -> bool:
    """One thing that is due; True when there may be more."""
    return _begin_week(work) or _ask(work) or _tell(work) or _end_week(work)


def has_begun(work: Work, visit: Visit) -> bool:
    """From the first morning on; the day of the visit cannot be another any more."""
    return work.session.exec(select(VisitDay.id).where(VisitDay.visit_id == visit.id).limit(1)).first() is not None


def _of_diaries(statement: Any) -> Any:
    return statement.where(
        Visit.way == VisitWay.DIARY, col(Visit.state).in_(visit_parts.UNDER_WAY), ~visit_parts.has_ended()
    )


def _begin_week(work: Work) -> bool:
    """On its first day there; until then the day may still be moved."""
    has_days = select(VisitDay.id).where(VisitDay.visit_id == Visit.id).exists()
    wanted = (
        select(Visit, Centre)
        .join(Centre, col(Centre.id) == col(Visit.host_centre_id))
        .join(VisitGroup, col(VisitGroup.id) == col(Visit.group_id))
        .where(VisitGroup.state == VisitGroupState.RUNNING, col(Visit.visit_on) <= (work.now + _FARTHEST).date())
        .where(~has_days)
        .order_by(col(Visit.id))
    )
    for visit, host in work.session.exec(_of_diaries(wanted)):
        if visit.visit_on <= work.now.astimezone(zone_of(host.zone)).date():
            until = visit.visit_on + _A_LONG_WEEK
            holidays = holidays_of(work, [host.country], visit.visit_on, until).days[host.country]
            days = week(visit.visit_on, Place(visit.host_centre_id, host.country, host.zone, holidays))
            work.session.add_all(
                VisitDay(visit_id=visit.id, number=day.number, on=day.on, prompt=day.prompt, ask_at=day.ask_at)
                for day in days
            )
            work.session.flush()
            return True
    return False


def _ask(work: Work) -> bool:
    row = work.session.exec(
        _of_diaries(
            select(VisitDay)
            .join(Visit, col(Visit.id) == col(VisitDay.visit_id))
            .where(col(VisitDay.asked_at).is_(None), col(VisitDay.ask_at) <= work.now)
            .order_by(col(VisitDay.ask_at), col(VisitDay.id))
            .limit(1)
            .with_for_update(of=VisitDay, skip_locked=True)
        )
    ).first()
    if row is None:
        return False
    row.asked_at = work.now
    work.session.add(row)
    work.session.flush()
    if work.now - row.ask_at <= WITHIN:
        visit = work.session.get_one(Visit, row.visit_id)
        number = str(visit.id)
        words = Lines(
            (
                _(
                    "Your visit by diary (visit {number}), day {day} of {days}:",
                    number=number,
                    day=row.number,
                    days=len(DiaryPrompt),
                ),
                PROMPTS[row.prompt],
                _("Photos, a voice note, a short video or a few words: whatever is easy, in your language."),
            )
        )
        act = Act("begin", f"diary:day-{row.id}", _p("button", "Tell it"))
        people = visit_places.people_of(work, visit.id, [visit.host_centre_id])
        tell_by_day(work, people, Notice(f"{VISIT}:{number}:day:{row.number}", words, (act,)))
    return True


def _tell(work: Work) -> bool:
    """What came in since the last time, once for each day of the diary."""
    row = next_free(
        work.session,
        select(VisitDay).where(col(VisitDay.tell_at) <= work.now).order_by(col(VisitDay.tell_at), col(VisitDay.id)),
    )
    if row is None:
        return False
    fresh = [one for one in visit_diary.told_in(work, [row.id])[row.id] if one.id > row.told_through]
    before, row.tell_at = row.told_through, None
    if fresh:
        row.told_through = fresh[-1].id
        visit = work.session.get_one(Visit, row.visit_id)
        if visit.state is not VisitState.CANCELLED:
            _tell_visitors(work, visit, row, fresh, before)
    work.session.add(row)
    work.session.flush()
    return True


def _tell_visitors(work: Work, visit: Visit, row: VisitDay, fresh: list[VisitEntry], before: int) -> None:
    files = [file for found in visit_files.of_entries(work, [one.id for one in fresh]).values() for file in found]
    values: dict[str, Words] = {
        "host": centre_name(work, visit.host_centre_id),
        "day": day_words(row.on),
        "number": str(visit.id),
    }
    head = (
        _("More from *{host}* about {day} (visit {number}):", **values)
        if before
        else _("From *{host}*, {day} (visit {number}):", **values)
    )
    texts = [_("“{text}”", text=visit_diary.shortened(one.text)) for one in fresh if one.text]
    told = [_("{files}. Show them?", files=in_words(files))] if files else []
    words = Lines((head, PROMPTS[row.prompt], *texts, *told))
    centres = visitors_of(work.session, [visit.id])[visit.id]
    people = visit_places.people_of(work, visit.id, centres)
    acts = visit_diary.acts_of(row, with_files=bool(files))
    tell_by_day(work, people, Notice(f"{VISIT}:{visit.id}:told:{row.number}:{fresh[-1].id}", words, acts))


def _end_week(work: Work) -> bool:
    """A day after the last question."""
    found = work.session.exec(
        _of_diaries(
            select(VisitDay, Visit)
            .join(Visit, col(Visit.id) == col(VisitDay.visit_id))
            .where(VisitDay.number == len(DiaryPrompt), col(VisitDay.ask_at) <= work.now - _A_DAY)
            .order_by(col(VisitDay.id))
            .limit(1)
        )
    ).first()
    if found is None:
        return False
    row, visit = found
    visit_parts.ended(work, visit, row.on)
    work.session.flush()
    return True
