"""What people are told is kept about them."""

import json
import re
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlmodel import SQLModel, select

from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.i18n.translator import Reader
from bot.reports import my_data_pages
from bot.reports import mydata as written_mydata
from bot.storage import blobs
from bot.storage.addresses import Address
from bot.storage.codes import CodePurpose
from bot.storage.conversations import AnswerRow, ConversationRow
from bot.storage.people import Person, PersonState
from bot.storage.web import WebDirection, keep_file, keep_message, keep_stored_file
from bot.usecases import audit, codes, my_data_paper, my_data_topics, my_files, my_history, mydata, people, rights
from bot.usecases.my_files import File
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import TRANSLATOR, Learning

AMINA = Named("amina", language="fr", centre="TN-1", role="centre_coordinator", scope="centre")
OMAR = Named("omar", language="en", centre="TN-2")
# Tables in which a person stands only as the one who decided, or that hold nothing of people.
NOBODYS = {
    *("blob", "blob_chunk", "centre", "channel_state", "clearing", "inbox", "invitation", "lease", "network"),
    *(
        "matrix_key",  # keys and ciphertext
        "network_centre",
        "pace",
        "programme",
        "session_feedback",
        "session_round",
        "voice",
        "voice_rating",
        "voice_remark",
        "web_browser",
        "worker",
    ),
    *(
        "announcement_poll_choice",
        "holiday_year",
        "milestone",
        "news_post",
        "partnership",
        "practice_news",
        "practice_term",
        "practice_word",
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


def test_every_table_that_is_told_of_stands_under_a_topic():
    assert set(my_data_topics.TOPIC_OF) == set(SQLModel.metadata.tables) - NOBODYS
    assert set(my_data_topics.NAMES) == set(my_data_topics.DataTopic)


def test_whoever_a_line_of_the_log_is_about_reads_what_was_done_and_by_which_part_but_not_by_whom(database):
    learning = Learning(database)
    learning.joins(AMINA, OMAR, Named("nino", centre="TN-2", role="centre_coordinator", scope="centre"))
    learning.does("omar", people.choose_language, "fr")
    learning.does(
        "omar", partial(audit.note, verb="wave", subject_kind="person", subject_id=learning.number_of("omar"))
    )
    omar = learning.number_of("omar")
    role = HeldRole(Role.MENTOR, ScopeKind.CENTRE, "1")
    learning.does("nino", rights.give, omar, role)
    learning.does("amina", people.choose_language, "fr")
    done = learning.does("omar", my_history.latest)
    assert [learning.said(one.told()).split(", ", 1)[1] for one in done] == [
        "somebody who coordinates: gave you a role",
        "you: changed something",
        "you: chose a language",
    ]
    lines = learning.does("omar", mydata.record)["audit"]
    assert [row["verb"] for row in lines] == ["choose language", "wave", "give role"]


def test_every_verb_of_the_log_that_is_about_a_person_has_words():
    noted = re.compile(r'audit\.note\(\s*work, ("[^,]*?"), "(?:person|membership)"', re.DOTALL)
    verbs = {
        verb
        for file in Path(audit.__file__).parent.glob("*.py")
        for said in noted.findall(file.read_text(encoding="utf-8"))
        for verb in re.findall(r'"([^"]+)"', said)
    }
    assert verbs | {"confirmed", "refused"} == set(my_history.DEEDS)


def test_among_the_files_somebody_gave_us_are_none_that_we_sent_them(database):
    learning = Learning(database)
    learning.joins(OMAR)

    def exchanged(session):
        chat = session.exec(select(Address.chat)).one()
        sha256 = blobs.store(session, b"theirs", "image/png", BEGINNING)
        given = {"media_type": "image/png", "now": BEGINNING}
        keep_stored_file(session, chat, sha256, 6, name="lamp.png", **given)
        keep_file(session, chat, b"ours", name="my-files.zip", **given)

    database.write_now(exchanged)
    assert [one.name for one in learning.does("omar", my_files.given)] == ["lamp.png"]


def test_files_go_together_as_far_as_there_is_room_and_none_is_cut():
    files = [File(str(size), "f", size) for size in (my_files.ROOM - 1, 1, 2, my_files.ROOM)]
    assert [[one.size for one in archive] for archive in my_files.archives(files)] == [
        [my_files.ROOM - 1, 1],
        [2],
        [my_files.ROOM],
    ]


def test_a_file_is_called_as_it_was_given_without_any_path_and_no_two_alike():
    assert my_files._called("s" * 64, "../../etc/passwd", "image/png") == "passwd"
    assert my_files._called("s" * 64, "C:\\photos\\a.jpg", "image/jpeg") == "a.jpg"
    assert my_files._called("s" * 64, None, "image/jpeg") == f"{'s' * 12}.jpg"
    assert my_files._called("s" * 64, "..", "image/png") == f"{'s' * 12}.bin"
    names = [name for name, _file in my_files.names_in([File("a" * 64, "f", 1), File("b" * 64, "f", 1)])]
    assert names == ["f", "bbbbbbbb-f"]


def test_the_paper_tells_how_much_there_is_what_was_agreed_to_and_what_was_said(database):
    learning = Learning(database)
    learning.joins(AMINA)
    number = learning.number_of("amina")
    database.write_now(lambda session: said(session, number, "said by amina"))
    paper = learning.does("amina", my_data_paper.paper)
    assert (paper.name, [words for _at, words in paper.said]) == ("Amina", ["said by amina"])
    told = {learning.said(name): rows for name, rows in paper.topics}
    assert (told["Talks, answers and files"], told["Messages"]) == (2, 1)
    assert [learning.said(one) for one in paper.agreed] == [
        "that your name, your centre and your answers are kept: since Tuesday 14 March 2023 (wording 1)"
    ]
    document = my_data_pages.document(paper, "fr", TRANSLATOR.bound(Reader("fr", "Africa/Tunis")))
    headings = [section.heading for section in document.sections]
    assert headings == ["Ce qu’il y a", "Ce que vous avez accepté", "Ce que vous avez répondu dans les échanges"]
