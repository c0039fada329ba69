"""An announcement stays true: who may correct it, whose copies change, and what each of them says then."""

from datetime import date, timedelta
from functools import partial

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.delivery.broadcasts import NotAtAll
from bot.delivery.ledger import tally
from bot.domain.audiences import Audience
from bot.i18n.translator import Reader
from bot.storage.announcements import KIND, Announcement, AnnouncementState
from bot.storage.audit import AuditLine
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person, PersonState
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import announcement_amendments, announcement_corrections, announcement_readers
from bot.usecases.announcement_amendments import UNCHANGED
from bot.usecases.work import SYSTEM, Work
from tests.announced import announced
from tests.transcripts.play import claimed_copy
from tests.transcripts.world import BEGINNING
from tests.usecases import announcing
from tests.usecases.announcing import GEORGIA, LATER, TRANSLATOR, TUNISIA, nobody, settled, tick

does = partial(announcing.does, now=LATER)  # when it is out

MUCH_LATER = LATER + timedelta(hours=1)


def sent(database, people, **others):
    """By Paul, to everybody but him, who belongs to no centre; all copies have arrived."""
    texts = others.pop("texts", {"en": "At 14:00.", "fr": "À 14 h."})
    number = does(database, people["paul"], lambda work: announced(work, **others, **texts), now=BEGINNING)
    tick(database)
    arrive(database)
    tick(database)
    return number


def arrive(database, *, but=()):
    def job(session):
        for row in session.exec(select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)):
            if row.broadcast_id is not None and row.person_id not in but:
                row.state, row.external_id = OutboxState.SENT, f"m{row.edits_id or row.id}"

    database.write_now(job)


def amend(database, now=LATER):
    """Everything that is due for amendments; then what their copies say, by person: whether as an edit, and the message."""
    while database.write_now(
        lambda session: announcement_amendments.look_after(Work(session, now, SYSTEM, TRANSLATOR, nobody))
    ):
        pass

    def said(session):
        waiting = session.exec(select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)).all()
        copies = [row for row in waiting if row.broadcast_id is not None]
        words = announcement_amendments.compose(TRANSLATOR, session, [claimed_copy(row) for row in copies])
        return {row.person_id: (row.edits_id is not None, words[row.id]) for row in copies if row.id in words}

    return database.read_now(said)


def correct(database, person, number, **texts):
    return does(database, person, announcement_corrections.correct, str(number), texts, now=LATER)


def row_of(database, number):
    return database.read_now(lambda session: session.get_one(Announcement, number))


def test_whoever_reads_the_corrected_language_gets_an_edit_the_others_are_left_alone(database):
    people = settled(database)
    number = sent(database, people)
    assert correct(database, people["paul"], number, fr="À 15 h.") == 2
    said = amend(database)
    is_edit, french = said[people["amina"]]
    assert (is_edit, french.text.splitlines()[1]) == (True, "À 15 h.")
    assert french.text.splitlines()[-1].startswith("Corrigé le")
    assert {who: one for who, (_edit, one) in said.items() if isinstance(one, NotAtAll)} == {
        people[name]: NotAtAll(UNCHANGED) for name in ("omar", "leila", "nino")
    }
    assert (row_of(database, number).revision, row_of(database, number).corrected_at) == (2, LATER)


def test_translations_of_a_corrected_original_are_stale_until_they_are_written_anew(database):
    people = settled(database)
    number = sent(database, people)

    def states():
        rows = database.read_now(
            lambda session: session.exec(select(TextVariant).where(TextVariant.subject_kind == KIND)).all()
        )
        return {row.language: row.state for row in rows}

    correct(database, people["paul"], number, en="At 15:00.")
    assert states() == {"en": VariantState.ORIGINAL, "fr": VariantState.STALE}
    correct(database, people["paul"], number, fr="À 15 h.")
    assert states() == {"en": VariantState.ORIGINAL, "fr": VariantState.APPROVED}


def test_what_one_correction_leaves_to_the_next_both_bring_to_the_end(database):
    """The second comes while the first is under way: nobody is left with old words."""
    people = settled(database)
    number = sent(database, people)
    correct(database, people["paul"], number, fr="À 15 h.")
    correct(database, people["paul"], number, en="At 15:00.")
    texts = [one.text for _edit, one in amend(database).values() if not isinstance(one, NotAtAll)]
    assert any("À 15 h." in text for text in texts)
    assert any("At 15:00." in text for text in texts)


def test_the_same_words_are_no_correction(database):
    people = settled(database)
    number = sent(database, people)
    assert isinstance(correct(database, people["paul"], number, en=" At 14:00. "), Refusal)
    assert row_of(database, number).revision == 1


def test_only_those_who_may_announce_to_all_of_them_correct_it(database, subtests):
    people = settled(database)
    for name, audience in [("amina", TUNISIA), ("mariam", GEORGIA), ("mariam", Audience())]:
        with subtests.test(name=name, audience=audience.to_json()):
            number = sent(database, people, audience=audience)
            assert correct(database, people[name], number, en="No.") == Refusal(announcement_corrections.UNKNOWN)


def test_another_coordinator_of_the_same_people_may(database):
    people = settled(database)
    number = sent(database, people, audience=TUNISIA)
    assert correct(database, people["mariam"], number, en="At 15:00.") == 2
    [line] = database.read_now(lambda session: session.exec(select(AuditLine).where(AuditLine.verb == "correct")).all())
    assert (line.actor_id, line.subject_id) == (people["mariam"], str(number))


def test_withdrawn_every_copy_says_so_and_what_still_waits_stays_unsent(database):
    people = settled(database)
    number = does(database, people["paul"], lambda work: announced(work, en="At 14:00."), now=BEGINNING)
    tick(database)
    arrive(database, but=[people["nino"]])
    assert (
        does(database, people["paul"], announcement_corrections.withdraw, str(number), remove=False, now=LATER)
        == number
    )
    tick(database)
    said = amend(database)
    assert {who: (edit, one.removes) for who, (edit, one) in said.items()} == {
        people[name]: (True, False) for name in ("amina", "omar", "leila")
    }
    assert said[people["leila"]][1].text.startswith(f"Announcement {number} was withdrawn on Tuesday")
    announcement = row_of(database, number)
    assert (announcement.state, announcement.withdrawn_at) == (AnnouncementState.WITHDRAWN, LATER)
    counts = database.read_now(lambda session: tally(session, announcement.broadcast_id))
    assert (counts.sent, counts.skipped) == (3, 1)
    assert correct(database, people["paul"], number, en="x") == Refusal(announcement_corrections.WITHDRAWN)


def test_taken_away_where_the_platform_lets_us_with_words_for_where_it_does_not(database):
    people = settled(database)
    number = sent(database, people)
    does(database, people["paul"], announcement_corrections.withdraw, str(number), remove=True, now=LATER)
    for is_edit, one in amend(database).values():
        assert is_edit
        assert one.removes
        assert one.text


def test_a_withdrawal_stops_a_correction_that_is_under_way(database):
    people = settled(database)
    number = sent(database, people)
    correct(database, people["paul"], number, en="At 15:00.")
    amend(database)
    does(database, people["paul"], announcement_corrections.withdraw, str(number), remove=False, now=MUCH_LATER)
    amend(database, MUCH_LATER)
    states = database.read_now(
        lambda session: {
            one.kind: one.state for one in session.exec(select(Broadcast).where(col(Broadcast.amends_id).is_not(None)))
        }
    )
    assert states == {"correction": BroadcastState.CANCELLED, "withdrawal": BroadcastState.SENDING}


def test_whoever_has_stopped_our_messages_still_has_their_copy_corrected(database):
    """An edit wakes nobody."""
    people = settled(database)
    number = sent(database, people)
    database.write_now(lambda session: setattr(session.get_one(Person, people["leila"]), "state", PersonState.STOPPED))
    correct(database, people["paul"], number, en="At 15:00.")
    is_edit, english = amend(database)[people["leila"]]
    assert (is_edit, english.text.splitlines()[1]) == (True, "At 15:00.")


def test_pinned_when_all_have_it_once_and_taken_off_again(database):
    people = settled(database)
    number = does(database, people["paul"], lambda work: announced(work, en="At 14:00."), now=BEGINNING)
    does(database, people["paul"], lambda work: setattr(work.session.get_one(Announcement, number), "pin", True))
    assert amend(database) == {}
    tick(database)
    arrive(database)
    tick(database)
    for _again in range(2):
        said = amend(database)
        assert {(one.pins, one.unpins) for _edit, one in said.values()} == {(True, False)}
        assert len(said) == 4
    arrive(database)
    amend(database)
    does(database, people["paul"], announcement_corrections.pin, str(number), is_on=False)
    assert {(one.pins, one.unpins) for _edit, one in amend(database).values()} == {(False, True)}


def test_what_was_corrected_reads_so_for_whoever_reads_it_again(database):
    people = settled(database)
    number = sent(database, people)
    correct(database, people["paul"], number, en="At 15:00.")
    told = does(database, people["leila"], announcement_readers.read, str(number))
    assert "At 15:00." in TRANSLATOR.render(told.after[0].words, Reader("en"))
    assert row_of(database, number).current_until == date(2023, 4, 13)
    assert BEGINNING.date() == date(2023, 3, 14)
