"""What people are told is kept about them."""

import json
from datetime import timedelta

from sqlmodel import SQLModel, select

from bot.reports import mydata as written_mydata
from bot.storage.addresses import Address
from bot.storage.codes import CodePurpose
from bot.storage.conversations import AnswerRow, ConversationRow
from bot.storage.people import Person, PersonState
from bot.storage.web import WebDirection, keep_message
from bot.usecases import codes, mydata
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

AMINA = Named("amina", language="fr", centre="TN-1", role="centre_coordinator", scope="centre")
OMAR = Named("omar", language="en", centre="TN-2")
# Tables in which a person stands only as the one who decided, or that hold nothing of people.
NOBODYS = {
    *("blob", "blob_chunk", "centre", "channel_state", "clearing", "inbox", "invitation", "lease", "network"),
    *(
        "network_centre",
        "pace",
        "programme",
        "session_feedback",
        "session_round",
        "voice",
        "voice_rating",
        "voice_remark",
        "web_browser",
    ),
    *(
        "announcement_poll_choice",
        "holiday_year",
        "milestone",
        "news_post",
        "partnership",
        "practice_news",
        "practice_term",
        "programme_phase",
        "recommendation",
        "signing_key",
        "time_slot",
        "time_vote",
        "visit",
        "visit_day",
        "zone_rules",
        "visit_finding",
        "visit_group",
        "visit_report",
    ),
}


def said(session, person_id, text):
    talk = ConversationRow(person_id=person_id, handler="practice", created_at=BEGINNING, touched_at=BEGINNING)
    session.add(talk)
    session.flush()
    answer = AnswerRow(
        conversation_id=talk.id, key="q1", kind="text", raw=text, value=text, at=BEGINNING, position=1, digest="d"
    )
    session.add(answer)
    chat = session.exec(select(Address.chat).where(Address.person_id == person_id)).one()
    keep_message(session, chat, WebDirection.IN, "k", payload={"text": text}, now=BEGINNING)


def test_everything_of_a_person_is_told_and_nothing_of_others(database):
    learning = Learning(database)
    learning.joins(AMINA, OMAR)
    for name in ("amina", "omar"):
        number = learning.number_of(name)
        database.write_now(lambda session, number=number, name=name: said(session, number, f"said by {name}"))
    learning.does("amina", lambda work: codes.make(work, CodePurpose.LINK, timedelta(minutes=15), work.person_id))
    told = learning.does("amina", mydata.record)
    assert told["person"][0]["name"] == "Amina"
    assert [row["raw"] for row in told["answer"]] == ["said by amina"]
    assert [row["payload"]["text"] for row in told["web_message"]] == ["said by amina"]
    assert {"address", "consent", "grant", "membership", "conversation", "one_time_code"} <= set(told)
    text = written_mydata.written(told).decode()
    assert json.loads(text) == told
    assert "omar" not in text
    assert "digest" not in text


def test_no_table_that_holds_something_of_people_is_left_out(database):
    learning = Learning(database)
    learning.joins(AMINA)
    asked = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if learning.does("amina", lambda work, table=table: mydata.condition_of(table, work.person_id)) is not None
    }
    assert asked == set(SQLModel.metadata.tables) - NOBODYS


def test_nothing_is_kept_of_whoever_has_agreed_to_nothing(database):
    learning = Learning(database)
    learning.joins(AMINA)

    def leave(session):
        person = session.get_one(Person, learning.number_of("amina"))
        person.state = PersonState.NEW
        session.add(person)

    database.write_now(leave)
    assert learning.does("amina", mydata.kept) is None
