"""What is left of people when their seven days are over."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

from sqlmodel import select

from bot.storage.addresses import Address
from bot.storage.blobs import Blob, load
from bot.storage.consents import Consent
from bot.storage.conversations import AnswerRow, ConversationRow
from bot.storage.grants import Grant
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.memberships import Membership
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person, PersonState
from bot.storage.questionnaires import QuestionnaireVersion
from bot.storage.web import WebDirection, WebFile, WebMessage, keep_file, keep_message
from bot.usecases import forgetting, taking_back
from bot.usecases.work import COMMAND, Actor, ActorKind, Work
from tests.transcripts.published import FORMS, kept
from tests.transcripts.world import BEGINNING, Named, furnish, settle
from tests.usecases.announcing import TRANSLATOR, nobody
from tests.usecases.learning import Learning

TOLD = [
    Named(name, language="fr", centre="TN-1", role="centre_coordinator", scope="centre") for name in ("nino", "omar")
]
STAYS = Named("amina", language="ar", centre="TN-2")


def talks(session, person_id):
    talk = ConversationRow(person_id=person_id, handler="menu", created_at=BEGINNING, touched_at=BEGINNING)
    session.add(talk)
    session.flush()
    session.add(AnswerRow(conversation_id=talk.id, key="q1", kind="text", at=BEGINNING, position=1, digest="d"))
    common = {"channel": "telegram", "account": "bot", "chat": "x", "due_at": BEGINNING, "created_at": BEGINNING}
    session.add(OutboxRow(dedupe_key=str(person_id), person_id=person_id, payload={"text": "Hello Nino"}, **common))


def left_of(session, person_id):
    def of(column, table):
        return session.exec(select(column).where(table.person_id == person_id)).all()

    person = session.get_one(Person, person_id)
    return {
        "person": (person.name, person.language, person.zone, person.state.value, person.preferred_address_id),
        "addresses": [
            (one.chat, one.state.value, one.external_id == f"erased-{one.id}") for one in of(Address, Address)
        ],
        "memberships": [(one.state.value, one.to_on) for one in of(Membership, Membership)],
        "roles": of(Grant.to_at, Grant),
        "consents": of(Consent.withdrawn_at, Consent),
        "messages": [(one.payload, one.chat, one.state.value) for one in of(OutboxRow, OutboxRow)],
        "answers": len(
            session.exec(select(AnswerRow.id).join(ConversationRow).where(ConversationRow.person_id == person_id)).all()
        ),
    }


def test_of_everybody_whose_days_are_over_only_what_tells_nothing_is_left(database, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 3)
    learning = Learning(database)
    learning.joins(*TOLD, STAYS)
    numbers = {one.name: learning.number_of(one.name) for one in (*TOLD, STAYS)}
    for number in numbers.values():
        database.write_now(lambda session, number=number: talks(session, number))
    before = database.read_now(lambda session: left_of(session, numbers["amina"]))
    for one in TOLD:
        learning.does(one.name, forgetting.ask)
    learning.now += forgetting.AFTER
    assert learning.does(None, forgetting.erase_due) is False
    assert learning.does(None, taking_back.look_after) is False
    for one in TOLD:
        assert database.read_now(lambda session, one=one: left_of(session, numbers[one.name])) == {
            "person": (None, None, "UTC", "erased", None),
            "addresses": [("", "gone", True)],
            "memberships": [("ended", learning.now.date())],
            "roles": [learning.now],
            "consents": [learning.now],
            "messages": [(None, "", "skipped")],
            "answers": 0,
        }
    assert database.read_now(lambda session: left_of(session, numbers["amina"])) == before


def test_what_they_wrote_and_could_not_be_worked_goes_and_that_of_others_waits_for_its_mending(database):
    learning = Learning(database)
    learning.joins(*TOLD)

    def parks(session):
        for chat in session.exec(select(Address.chat)).all():
            common = {"channel": "telegram", "account": "bot", "lane": chat, "chat": chat, "external_id": chat}
            session.add(InboxRow(payload={"text": "hello"}, state=InboxState.PARKED, received_at=BEGINNING, **common))

    database.write_now(parks)
    learning.does("nino", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    omar = database.read_now(
        lambda session: session.exec(select(Address.chat).where(Address.person_id == learning.number_of("omar"))).one()
    )
    assert database.read_now(lambda session: list(session.exec(select(InboxRow.chat)))) == [omar]


def test_very_many_are_forgotten_in_slices(database, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    learning = Learning(database)
    learning.joins(*TOLD)
    numbers = [learning.number_of(one.name) for one in TOLD]
    for one in TOLD:
        learning.does(one.name, forgetting.ask)
    learning.now += forgetting.AFTER
    assert [learning.does(None, forgetting.erase_due) for _slice in range(3)] == [True, True, False]
    states = database.read_now(lambda session: [session.get_one(Person, number).state.value for number in numbers])
    assert states == ["erased", "erased"]


def test_what_was_said_and_given_in_a_chat_that_we_keep_goes_too_but_no_file_that_others_have(database):
    learning = Learning(database)
    learning.joins(TOLD[0], STAYS)

    def chat_of(session, number):
        return session.exec(select(Address.chat).where(Address.person_id == number)).one()

    numbers = {one.name: learning.number_of(one.name) for one in (TOLD[0], STAYS)}
    chats = {name: database.read_now(partial(chat_of, number=number)) for name, number in numbers.items()}

    def talk(session):
        for chat in chats.values():
            keep_message(session, chat, WebDirection.IN, "k", payload={"text": "Hello"}, now=BEGINNING)
            for data in (b"the same", chat.encode()):
                keep_file(session, chat, data, name="f", media_type="text/plain", now=BEGINNING)
        keep_file(session, chats["nino"], b"BEGIN", name="s.ics", media_type="text/calendar", now=BEGINNING)

    database.write_now(talk)
    learning.does("nino", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)

    def left(session):
        return (
            session.exec(select(WebMessage.chat)).all(),
            set(session.exec(select(WebFile.chat))),
            {load(session, sha256) for sha256 in session.exec(select(Blob.sha256))},
        )

    kept = chats["amina"]
    assert database.read_now(left) == ([kept], {kept}, {b"the same", kept.encode(), b"BEGIN"})


def test_a_questionnaire_that_somebody_brought_stays_when_they_are_forgotten(database):
    def job(session):
        furnish(session)
        settle(session, Named("amina", centre="TN-1", channel="web"))
        session.flush()
        person = session.exec(select(Person).where(Person.name == "Amina")).one()
        person.forget_at = BEGINNING
        chat = session.exec(select(Address.chat).where(Address.person_id == person.id)).one()
        work = Work(session, BEGINNING, COMMAND, TRANSLATOR, nobody)
        version = session.get_one(QuestionnaireVersion, kept(FORMS / "workshop.md", work))
        file = keep_file(session, chat, b"a form", name="workshop.md", media_type="text/markdown", now=BEGINNING)
        version.source_sha256 = file.sha256
        session.add_all([person, version])
        session.flush()
        assert not forgetting.erase_due(work)
        return file.sha256

    sha256 = database.write_now(job)
    assert database.read_now(lambda session: load(session, sha256)) == b"a form"


def test_whoever_undoes_it_while_the_clock_looks_is_kept_and_whoever_comes_too_late_is_told_no_lie(database):
    """Once by each of two workers, at the same moment."""
    learning = Learning(database)
    learning.joins(*TOLD)
    number = learning.number_of("nino")
    learning.does("nino", forgetting.ask)
    learning.now += forgetting.AFTER
    undone, looked = Event(), Event()

    def undo(session):
        forgetting.undo(Work(session, learning.now, Actor(ActorKind.PERSON, number), TRANSLATOR, nobody))
        session.flush()
        undone.set()
        looked.wait(0.5)  # SQLite lets the other one in only afterwards

    def look():
        undone.wait()
        learning.does(None, forgetting.erase_due)
        looked.set()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(database.write_now, undo), threads.submit(look)]:
            done.result()
    assert database.read_now(lambda s: s.get_one(Person, number).name) == "Nino"


def test_what_is_erased_is_not_undone(database):
    learning = Learning(database)
    learning.joins(*TOLD)
    nino = Actor(ActorKind.PERSON, learning.number_of("nino"))
    learning.does("nino", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    database.write_now(lambda s: forgetting.undo(Work(s, learning.now, nino, TRANSLATOR, nobody)))
    assert database.read_now(lambda s: s.get_one(Person, nino.person_id).state) is PersonState.ERASED
