"""Read and confirmed, asked to be reminded, came later: each once, and only what still holds."""

from datetime import UTC, datetime, timedelta
from functools import partial

from sqlmodel import select

from bot.core.refusal import Refusal
from bot.delivery.codec import outgoing_from_json
from bot.i18n.translator import Reader
from bot.storage.announcement_followups import Acknowledgement, AskedReminder
from bot.storage.announcements import Announcement
from bot.storage.outbox import OutboxRow, OutboxState
from bot.usecases import (
    announcement_acknowledging,
    announcement_corrections,
    announcement_reminders,
    late_joiners,
)
from bot.usecases.announcement_readers import NOT_YOURS
from bot.usecases.work import SYSTEM, Work
from tests.announced import announced
from tests.transcripts.world import BEGINNING, Named, settle
from tests.usecases import announcing
from tests.usecases.announcing import GEORGIA, LATER, TRANSLATOR, TUNISIA, nobody, settled, tick

does = partial(announcing.does, now=LATER)  # when it is out


def sent(database, people, *, acknowledge=False, **others):
    texts = others.pop("texts", {"en": "At 14:00.", "fr": "À 14 h."})

    def job(work):
        number = announced(work, **others, **texts)
        work.session.get_one(Announcement, number).acknowledge = acknowledge
        return number

    number = does(database, people["paul"], job, now=BEGINNING)
    tick(database)

    def arrive(session):
        for row in session.exec(select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)):
            if row.broadcast_id is not None:
                row.state, row.external_id = OutboxState.SENT, f"m{row.id}"

    database.write_now(arrive)
    return number


def on_the_clock(database, verb, now):
    while database.write_now(lambda session: verb(Work(session, now, SYSTEM, TRANSLATOR, nobody))):
        pass


def told(database, person):
    rows = database.read_now(
        lambda session: session.exec(
            select(OutboxRow).where(OutboxRow.person_id == person).order_by(OutboxRow.id)
        ).all()
    )
    return [outgoing_from_json(row.payload).text for row in rows if row.payload is not None]


def standing(database, person, number):
    """In words, for whoever may see names."""

    def job(work):
        announcement = work.session.get_one(Announcement, number)
        words = announcement_acknowledging.standing_words(work, announcement, with_names=True)
        return [TRANSLATOR.render(one, Reader("en")) for one in words]

    return does(database, person, job)


# -- confirmed ---------------------------------------------------------------------------------------------------------
def test_whoever_confirms_is_counted_once_and_after_a_correction_anew(database):
    people = settled(database)
    number = sent(database, people, acknowledge=True, audience=TUNISIA)
    for _again in range(2):
        does(database, people["amina"], announcement_acknowledging.note, str(number))
    assert standing(database, people["paul"], number) == [
        "1 of 3 people have confirmed that they have read it.\nNot yet: Leila and Omar."
    ]
    does(database, people["paul"], announcement_corrections.correct, str(number), {"en": "At 15:00."}, now=LATER)
    does(database, people["omar"], announcement_acknowledging.note, str(number), now=LATER)
    [words] = standing(database, people["paul"], number)
    assert words.splitlines()[:2] == [
        "2 of 3 people have confirmed that they have read it.",
        "After the last correction: 1.",
    ]
    does(database, people["amina"], announcement_acknowledging.note, str(number), now=LATER)
    assert len(database.read_now(lambda session: session.exec(select(Acknowledgement)).all())) == 2


def test_nothing_is_confirmed_that_nobody_asked_to_confirm_or_that_was_meant_for_others(database):
    people = settled(database)
    plain, for_georgia = sent(database, people), sent(database, people, acknowledge=True, audience=GEORGIA)
    assert isinstance(does(database, people["amina"], announcement_acknowledging.note, str(plain)), Refusal)
    assert does(database, people["amina"], announcement_acknowledging.note, str(for_georgia)) == Refusal(NOT_YOURS)
    assert standing(database, people["paul"], plain) == []


# -- reminded ----------------------------------------------------------------------------------------------------------
def test_a_reminder_comes_once_in_the_morning_of_that_day_on_the_persons_clock(database):
    people = settled(database)
    number = sent(database, people)
    does(database, people["nino"], announcement_reminders.remind_in, f"{number} 1")
    row = database.read_now(lambda session: session.exec(select(AskedReminder)).one())
    assert (row.wall_time, row.zone, row.due_at) == (
        "2023-03-15T09:00",
        "Asia/Tbilisi",
        datetime(2023, 3, 15, 5, 0, tzinfo=UTC),
    )
    on_the_clock(database, announcement_reminders.send_due, row.due_at - timedelta(seconds=1))
    assert told(database, people["nino"]) == []
    for _again in range(2):
        on_the_clock(database, announcement_reminders.send_due, row.due_at)
    [said] = told(database, people["nino"])
    assert "At 14:00." in said


def test_another_day_takes_the_place_of_the_first_and_none_ends_it(database):
    people = settled(database)
    number = sent(database, people)
    for days in ("1", "7"):
        does(database, people["amina"], announcement_reminders.remind_in, f"{number} {days}")
    assert database.read_now(lambda session: session.exec(select(AskedReminder.wall_time)).one()) == "2023-03-21T09:00"
    does(database, people["amina"], announcement_reminders.not_again, str(number))
    on_the_clock(database, announcement_reminders.send_due, BEGINNING + timedelta(days=30))
    assert told(database, people["amina"]) == []


def test_a_day_that_is_none_or_an_announcement_of_others_is_refused(database, subtests):
    people = settled(database)
    sent(database, people)
    for argument in ["1 0", "1 367", "1 x", "1 -3", "1", "9 1", "x 1"]:
        with subtests.test(argument=argument):
            assert isinstance(does(database, people["amina"], announcement_reminders.remind_in, argument), Refusal)


def test_what_was_withdrawn_meanwhile_is_told_as_withdrawn(database):
    people = settled(database)
    number = sent(database, people)
    does(database, people["amina"], announcement_reminders.remind_in, f"{number} 1")
    does(database, people["paul"], announcement_corrections.withdraw, str(number), remove=False)
    on_the_clock(database, announcement_reminders.send_due, BEGINNING + timedelta(days=2))
    [said] = told(database, people["amina"])
    assert "14 h" not in said
    assert "retirée" in said


# -- came later --------------------------------------------------------------------------------------------------------
def comes(database, **others):
    def job(session):
        settle(session, Named("zara", centre="TN-1", language="fr", channel="scripted", **others))
        work = Work(session, BEGINNING, SYSTEM, TRANSLATOR, nobody)
        number = session.connection().exec_driver_sql("SELECT id FROM person WHERE name = 'Zara'").scalar_one()
        for _again in range(2):
            late_joiners.note(work, number)
            session.flush()
        return number

    return database.write_now(job)


def test_who_comes_later_gets_what_still_holds_in_one_message_once(database):
    people = settled(database)
    first = sent(database, people)
    elsewhere = sent(database, people, audience=GEORGIA, texts={"en": "Only for Georgia."})
    withdrawn = sent(database, people, texts={"en": "Not true."})
    does(database, people["paul"], announcement_corrections.withdraw, str(withdrawn), remove=False)
    old = sent(database, people, texts={"en": "Last month."})
    does(
        database,
        people["paul"],
        lambda work: setattr(
            work.session.get_one(Announcement, old), "current_until", BEGINNING.date() - timedelta(days=1)
        ),
    )
    zara = comes(database)
    on_the_clock(database, late_joiners.tell_due, BEGINNING)
    assert told(database, zara) == []
    for _again in range(2):
        on_the_clock(database, late_joiners.tell_due, BEGINNING + late_joiners.AFTER)
    [said] = told(database, zara)
    assert "À 14 h." in said
    assert f"*{first}*" in said
    for number, text in ((elsewhere, "Georgia"), (withdrawn, "Not true"), (old, "Last month")):
        assert text not in said, number


def test_where_nothing_holds_nobody_is_bothered(database):
    settled(database)
    zara = comes(database)
    on_the_clock(database, late_joiners.tell_due, BEGINNING + late_joiners.AFTER)
    assert told(database, zara) == []


def test_whoever_has_a_copy_already_is_not_told_of_it_again(database):
    people = settled(database)
    sent(database, people)
    database.write_now(
        lambda session: late_joiners.note(Work(session, BEGINNING, SYSTEM, TRANSLATOR, nobody), people["amina"])
    )
    on_the_clock(database, late_joiners.tell_due, BEGINNING + late_joiners.AFTER)
    assert told(database, people["amina"]) == []
