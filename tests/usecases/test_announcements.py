"""Who may announce what to whom, what each reads, and what can be done while it goes out."""

from sqlmodel import col, select

from bot.core.messages import Choice, Link, Outgoing
from bot.core.refusal import Refusal
from bot.core.talk import Pending, Progress
from bot.delivery import ledger
from bot.delivery.broadcasts import NO_LONGER_ADDRESSED
from bot.delivery.copies import TAKEN_BACK, UNREACHABLE
from bot.delivery.ledger import Tally
from bot.delivery.pending import pending_to_json
from bot.domain.audiences import Audience
from bot.i18n.phrase import LanguageName
from bot.i18n.translator import Reader
from bot.storage.addresses import Address, AddressState
from bot.storage.announcements import Announcement
from bot.storage.audit import AuditLine
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.conversations import ConversationRow
from bot.storage.grants import Grant
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person, PersonState
from bot.usecases import announcement_actions, announcement_lists, announcement_texts, announcements
from bot.usecases.announcement_content import Draft
from bot.usecases.audiences import Count
from tests.transcripts.play import claimed_copy
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import EVERYBODY, GEORGIA, TRANSLATOR, TUNISIA, does, draft, settled, tick

_WHY = Choice("Why me?", "a:announcement.why:1", word="why 1")
_WHY_IN_FRENCH = Choice("Pourquoi moi\N{NARROW NO-BREAK SPACE}?", "a:announcement.why:1", word="pourquoi 1")
_OFFERS = (
    Choice("Ask about it", "a:begin:question:1", word="question 1"),
    Choice("Remind me", "a:announcement.remind:1", word="remind 1"),
    _WHY,
)
_OFFERS_IN_FRENCH = (
    Choice("Poser une question", "a:begin:question:1", word="précision 1"),
    Choice("Me le rappeler", "a:announcement.remind:1", word="rappeler 1"),
    _WHY_IN_FRENCH,
)


def change(database, table, row_id, **values):
    def job(session):
        row = session.get_one(table, row_id)
        for name, value in values.items():
            setattr(row, name, value)

    database.write_now(job)


def blocked(database, person_id):
    person = database.read_now(lambda session: session.get_one(Person, person_id))
    change(database, Address, person.preferred_address_id, state=AddressState.BLOCKED, reason="blocked by the person")


def copies(database):
    rows = database.read_now(
        lambda session: session.exec(
            select(OutboxRow).where(OutboxRow.broadcast_id != None).order_by(OutboxRow.id)  # noqa: E711 - SQL
        ).all()
    )
    return {row.person_id: row for row in rows}


def said(database):
    """By person, what the copies that wait would say now."""
    waiting = [row for row in copies(database).values() if row.state is OutboxState.QUEUED]
    composed = database.write_now(
        lambda session: announcement_texts.compose(TRANSLATOR, session, [claimed_copy(row) for row in waiting])
    )
    return {row.person_id: composed[row.id] for row in waiting if row.id in composed}


def the_broadcast(database):
    return database.read_now(lambda session: session.exec(select(Broadcast)).one())


def the_tally(database):
    return database.read_now(lambda session: ledger.tally(session, 1))


def test_the_count_is_exact_by_language_spoken_and_by_channel(database):
    people = settled(database)
    blocked(database, people["leila"])
    reach = does(database, people["paul"], announcements.reach, EVERYBODY)
    assert reach.counts == (Count("ar", "scripted", 1), Count("en", "elsewhere", 1), Count("fr", "scripted", 1))
    assert (reach.people, reach.unreachable) == (3, 1)


def test_whoever_reads_what_is_not_spoken_lacks_nothing_where_there_is_a_text_in_either_language(database):
    people = settled(database)
    change(database, Person, people["amina"], reads="it")
    reach = does(database, people["paul"], announcements.reach, EVERYBODY)
    assert reach.by_language_read == {"it": 1, "ka": 1}
    assert reach.without({"en", "ar"}) == {"fr": 1}
    assert reach.without({"en", "ar", "it"}) == {}
    told = draft(fallback=None, en="Hello", ar="مرحبا", it="Ciao")
    assert does(database, people["paul"], announcements.send, told) == 1
    assert said(database)[people["amina"]].text == "*Paul* vous annonce\N{NARROW NO-BREAK SPACE}:\nCiao"


def test_conditions_hold_together(database):
    people = settled(database)
    both = Audience(countries=("TN",), areas=("digital",), languages=("ar",))
    assert does(database, people["paul"], announcements.reach, both).people == 1


def test_a_gap_is_refused_with_its_languages_until_a_fallback_is_chosen(database):
    people = settled(database)
    refusal = does(database, people["paul"], announcements.send, draft(fallback=None))
    assert isinstance(refusal, Refusal)
    assert refusal.key == "fallback"
    assert refusal.why.values["languages"].items == (LanguageName("ar"), LanguageName("fr"))
    assert does(database, people["paul"], announcements.send, draft(fallback="en")) == 1


def test_a_country_coordinator_reaches_no_other_country(database):
    people = settled(database)
    assert does(database, people["mariam"], announcements.send, draft(GEORGIA)).key == "audience"
    assert does(database, people["mariam"], announcements.send, draft(EVERYBODY)).key == "audience"
    assert does(database, people["mariam"], announcements.send, draft(TUNISIA)) == 1


def test_whoever_coordinates_nothing_announces_nothing(database):
    people = settled(database)
    assert isinstance(does(database, people["amina"], announcements.send, draft(TUNISIA)), Refusal)
    assert does(database, people["amina"], announcements.may_announce) is False


def test_an_announcement_to_nobody_is_refused(database):
    people = settled(database)
    nowhere = Audience(countries=("IT",))
    assert does(database, people["paul"], announcements.send, draft(nowhere)).key == "audience"
    assert copies(database) == {}


def test_everybody_reads_one_language_and_stars_stay_stars(database):
    people = settled(database)
    texts = {"en": "*New* <b>", "fr": "Nouveau"}
    does(database, people["paul"], announcements.send, Draft(texts, "en", TUNISIA, "https://example.org", "fr"))
    assert said(database) == {
        people["amina"]: Outgoing(
            "*Paul* vous annonce\N{NARROW NO-BREAK SPACE}:\nNouveau",
            "fr",
            choices=_OFFERS_IN_FRENCH,
            links=(Link("Ouvrir le lien", "https://example.org"),),
            silent=True,
        ),
        people["omar"]: Outgoing(
            "*Paul* vous annonce\N{NARROW NO-BREAK SPACE}:\nNouveau",
            "fr",
            choices=_OFFERS_IN_FRENCH,
            links=(Link("Ouvrir le lien", "https://example.org"),),
            silent=True,
        ),
        people["leila"]: Outgoing(
            "Announcement from *Paul*:\n\\*New\\* <b>",
            "en",
            choices=_OFFERS,
            links=(Link("Open the link", "https://example.org"),),
            silent=True,
        ),
    }


def test_whoever_is_in_the_middle_of_a_talk_gets_one_button_to_go_on(database):
    people = settled(database)

    def fills_in(session):
        pending = Pending("q7", "one of", "n", 7, BEGINNING, 1, progress=Progress(7, 24))
        talk = ConversationRow(
            person_id=people["leila"],
            handler="assessment",
            pending=pending_to_json(pending),
            created_at=BEGINNING,
            touched_at=BEGINNING,
        )
        session.add(talk)
        session.flush()
        session.get_one(Person, people["leila"]).floor_id = talk.id
        return talk.id

    talk_id = database.write_now(fills_in)
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    found = said(database)
    assert found[people["leila"]].choices == (
        Choice("▶ Go on: 7 of 24", f"a:resume:{talk_id}", word=f"go on {talk_id}"),
        *_OFFERS,
    )
    assert found[people["amina"]].choices == _OFFERS


def test_whoever_stopped_messages_meanwhile_is_left_out(database):
    people = settled(database)
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    change(database, Person, people["omar"], state=PersonState.STOPPED)
    assert sorted(said(database)) == sorted([people["amina"], people["leila"]])


def test_whoever_has_blocked_us_is_in_the_ledger_and_not_written_to(database):
    people = settled(database)
    blocked(database, people["omar"])
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    row = copies(database)[people["omar"]]
    assert (row.state, row.reason) == (OutboxState.SKIPPED, "blocked by the person")
    assert the_broadcast(database).expected == 3


def test_an_announcement_is_held_sent_on_and_taken_back_each_as_often_as_one_likes(database):
    people = settled(database)
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    states = []
    for verb in (
        announcement_actions.hold,
        announcement_actions.hold,
        announcement_actions.send_on,
        announcement_actions.send_on,
        announcement_actions.withdraw,
        announcement_actions.withdraw,
        announcement_actions.send_on,
        announcement_actions.hold,
    ):
        does(database, people["paul"], verb, "1")
        states.append(the_broadcast(database).state.value)
    assert states == ["paused", "paused", "sending", "sending", *["cancelled"] * 4]
    tick(database)
    assert the_tally(database) == Tally(skipped=3)
    assert the_broadcast(database).closing == {
        "sent": 0,
        "failed": 0,
        "skipped": 3,
        "uncertain": 0,
        "by choice": 0,
        "adds up": True,
    }


def finished(database, *, without):
    """Everybody has it, except those who could not be written to at the beginning."""
    rows = copies(database)
    for person, row in rows.items():
        if person not in without:
            change(database, OutboxRow, row.id, state=OutboxState.SENT, sent_at=BEGINNING)
    tick(database)


def test_whoever_can_be_written_to_by_now_gets_it_when_it_is_tried_again(database):
    people = settled(database)
    for name in ("omar", "leila"):
        blocked(database, people[name])
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    finished(database, without={people["omar"], people["leila"]})
    assert the_broadcast(database).closing == {
        "sent": 1,
        "failed": 0,
        "skipped": 2,
        "uncertain": 0,
        "by choice": 0,
        "adds up": True,
    }
    assert [act.name for act in does(database, people["paul"], announcement_lists.ledger_of, 1).acts] == [
        "announcement.retry",
        "begin",  # to correct it
    ]
    nobody_yet = does(database, people["paul"], announcement_actions.retry, "1")
    assert nobody_yet.words.items[0].msgid == "There is nobody to whom it could be sent again now."
    assert the_broadcast(database).state is BroadcastState.CLOSED
    omar = database.read_now(lambda session: session.get_one(Person, people["omar"]))
    change(database, Address, omar.preferred_address_id, state=AddressState.OK, reason=None)
    told = does(database, people["paul"], announcement_actions.retry, "1")
    assert (told.words.items[0].msgid, told.words.items[0].count) == ("Sent to {count} person again.", 1)
    assert list(said(database)) == [people["omar"]]
    assert the_tally(database) == Tally(sent=1, skipped=1, waiting=1)


def test_trying_again_writes_to_nobody_who_stopped_messages(database):
    people = settled(database)
    blocked(database, people["omar"])
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    finished(database, without={people["omar"]})
    omar = database.read_now(lambda session: session.get_one(Person, people["omar"]))
    change(database, Address, omar.preferred_address_id, state=AddressState.OK, reason=None)
    change(database, Person, people["omar"], state=PersonState.STOPPED)
    told = does(database, people["paul"], announcement_actions.retry, "1")
    assert told.words.items[0].msgid == "There is nobody to whom it could be sent again now."
    assert said(database) == {}


def test_a_held_announcement_stays_held_when_it_is_tried_again(database):
    people = settled(database)
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    change(database, OutboxRow, copies(database)[people["omar"]].id, state=OutboxState.FAILED)
    does(database, people["paul"], announcement_actions.hold, "1")
    does(database, people["paul"], announcement_actions.retry, "1")
    assert (the_broadcast(database).state, the_tally(database)) == (BroadcastState.PAUSED, Tally(waiting=3))


def test_nobody_else_holds_an_announcement_or_finds_one_that_is_not_there(database):
    people = settled(database)
    does(database, people["paul"], announcements.send, draft(EVERYBODY))
    for person, number in (("amina", "1"), ("mariam", "1"), ("paul", "2"), ("paul", "x"), ("paul", "9" * 40)):
        assert isinstance(does(database, people[person], announcement_actions.hold, number), Refusal)
    assert the_broadcast(database).state is BroadcastState.SENDING


def test_names_of_those_it_did_not_reach_are_for_whoever_still_coordinates_them(database):
    people = settled(database)
    blocked(database, people["omar"])
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    assert does(database, people["paul"], announcement_lists.ledger_of, 1).names == ("Omar",)
    database.write_now(_takes_all_roles)
    assert does(database, people["paul"], announcement_lists.ledger_of, 1).names == ()


BLOCKED, GONE = AddressState.BLOCKED, AddressState.GONE


def test_why_somebody_was_not_reached_is_told_in_words_of_ours(database, subtests):
    people = settled(database)
    does(database, people["paul"], announcements.send, draft(GEORGIA))
    copy = copies(database)[people["nino"]]
    for state, reason, address, said in [
        (
            OutboxState.UNCERTAIN,
            "",
            None,
            "nobody knows whether it arrived: the connection broke while it was being sent",
        ),
        (OutboxState.FAILED, "", GONE, "the account no longer exists"),
        (OutboxState.SKIPPED, "", BLOCKED, "has blocked me or left the chat"),
        (OutboxState.FAILED, "Bad Request: odd", None, "the chat service did not take it"),
        (OutboxState.SKIPPED, TAKEN_BACK, GONE, "taken back before it was sent"),
        (OutboxState.SKIPPED, UNREACHABLE, None, "has no chat with me at present"),
        (OutboxState.SKIPPED, NO_LONGER_ADDRESSED, None, "no longer among the recipients"),
        (OutboxState.SKIPPED, "was blocked then", None, "could not be reached at that moment"),
    ]:
        with subtests.test(said=said):
            change(database, OutboxRow, copy.id, state=state, reason=reason)
            change(database, Address, copy.address_id, state=address or AddressState.OK)
            seen = does(database, people["paul"], announcement_lists.ledger_of, 1)
            render = TRANSLATOR.bound(Reader("en"))
            assert ([render(words) for words in seen.causes], seen.names) == ([f"• 1: {said}"], ("Nino",))


def test_how_many_have_read_it_is_told_as_soon_as_a_platform_tells(database):
    people = settled(database)
    does(database, people["paul"], announcements.send, draft(TUNISIA))
    assert does(database, people["paul"], announcement_lists.ledger_of, 1).read == ()
    for name in ("amina", "omar"):
        change(database, OutboxRow, copies(database)[people[name]].id, state=OutboxState.SENT, is_read=True)
    (read,) = does(database, people["paul"], announcement_lists.ledger_of, 1).read
    assert TRANSLATOR.bound(Reader("en"))(read) == (
        "Read so far by 2 people on Matrix. No other service tells me, and not every app there does."
    )


def _takes_all_roles(session):
    for grant in session.exec(select(Grant)):
        session.delete(grant)


def test_sending_leaves_a_line_in_the_audit_and_none_of_the_words(database):
    people = settled(database)
    does(database, people["paul"], announcements.send, draft(TUNISIA, en="Secret"))
    written = select(AuditLine).where(AuditLine.subject_kind == "announcement").order_by(col(AuditLine.id))
    lines = database.read_now(lambda session: session.exec(written).all())
    assert [(line.verb, line.subject_id, line.detail) for line in lines] == [
        ("write", "1", {"languages": ["en"], "fallback": "en"}),
        ("send", "1", {}),
    ]
    kept = database.read_now(lambda session: session.exec(select(Announcement)).one())
    assert kept.audience == {"countries": ["TN"]}
