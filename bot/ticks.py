"""What looks at the clock, one visible line each."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.delivery.outbox import Wake
from bot.i18n.translator import Translator
from bot.scheduling.ticks import Tick
from bot.usecases import (
    action_plan_reminders,
    announcement_amendments,
    announcement_progress,
    announcement_reminders,
    announcement_rooms,
    announcement_states,
    digests,
    forgetting,
    inactive,
    late_joiners,
    milestone_reminders,
    nudges,
    partner_asking,
    practice_deadlines,
    practice_news,
    publication_progress,
    recommendation_telling,
    recommendations,
    reminders,
    retention,
    room_clock,
    round_clock,
    round_nudges,
    session_feedback,
    session_rounds,
    session_wish_reminders,
    session_wish_telling,
    taking_back,
    tandem_sending,
    time_vote_closing,
    time_vote_tally,
    topic_telling,
    topics,
    transfers,
    visit_calls,
    visit_groups,
    visit_leaving,
    visit_parts,
    visit_reminders,
    visit_reports,
    visit_weeks,
    voices_sealing,
    voices_telling,
    waiting_list,
    zone_changes,
)
from bot.usecases.work import SYSTEM, Work


def ticks(translator: Translator, wake: Wake) -> tuple[Tick, ...]:
    jobs: tuple[tuple[str, Callable[[Work], bool], int], ...] = (
        ("forgetting", forgetting.erase_due, 20),
        ("people who are silent", inactive.look_after, 3600),
        ("what stands in chats of the forgotten", taking_back.look_after, 60),
        ("session rounds", session_rounds.tell_next, 3),
        ("wishes for sessions", session_wish_telling.look_after, 20),
        ("wishes that wait", session_wish_reminders.look_after, 3600),
        ("topics", topic_telling.tell_next, 3),
        ("votes for topics", topics.close_due, 20),
        ("votes on recommendations", recommendations.close_due, 20),
        ("news of votes", recommendation_telling.tell_next, 3),
        ("rooms", room_clock.look_after, 20),
        ("time votes", time_vote_closing.look_after, 20),
        ("time vote tallies", time_vote_tally.redraw_next, 5),
        ("reminders", reminders.send_due, 20),
        ("waiting lists", waiting_list.look_after, 60),
        ("sessions that are over", session_feedback.look_after, 60),
        ("announcements that are due", announcement_states.look_after, 3),
        ("announcements", announcement_progress.look_after, 3),
        ("news in rooms", announcement_rooms.look_after, 3),
        ("digests", digests.look_after, 20),
        ("changes of announcements", announcement_amendments.look_after, 3),
        ("reminders of announcements", announcement_reminders.send_due, 20),
        ("late joiners", late_joiners.tell_due, 60),
        ("publications", publication_progress.look_after, 3),
        ("closing", publication_progress.close_due, 20),
        ("rounds", round_clock.look_after, 20),
        ("nudges", nudges.look_after, 20),
        ("nudges of rounds", round_nudges.look_after, 60),
        ("milestones", milestone_reminders.look_after, 60),
        ("action plans", action_plan_reminders.look_after, 60),
        ("zones", zone_changes.look_after, 3600),
        ("retention", retention.clear_next, 3600),
        ("voices", voices_sealing.look_after, 20),
        ("what voices say", voices_telling.tell_next, 20),
        ("tandems", tandem_sending.look_after, 3),
        ("live visits", visit_parts.look_after, 20),
        ("visits by diary", visit_weeks.look_after, 20),
        ("reports of visits", visit_reports.look_after, 60),
        ("news of practices", practice_news.look_after, 20),
        ("partners", partner_asking.look_after, 20),
        ("transfers", transfers.look_after, 60),
        ("practices", practice_deadlines.look_after, 60),
        ("calls for visits", visit_calls.look_after, 3),
        ("groups for visits", visit_groups.look_after, 3),
        ("steps of visits", visit_reminders.send_due, 20),
        ("centres that leave visits", visit_leaving.look_after, 60),
    )
    return tuple(Tick(name, partial(_on_the_clock, job, translator, wake), seconds) for name, job, seconds in jobs)


def _on_the_clock(
    job: Callable[[Work], bool], translator: Translator, wake: Wake, session: Session, now: datetime
) -> bool:
    return job(Work(session, now, SYSTEM, translator, wake))
