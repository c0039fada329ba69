"""Questions about announcements: who gets them, who may answer, and what everybody finds afterwards."""

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.delivery.codec import outgoing_from_json
from bot.i18n.phrase import Variants
from bot.storage.faq import FaqEntry
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person, PersonState
from bot.storage.tickets import Ticket, TicketState
from bot.usecases import faq, forgetting, tickets
from bot.usecases.announcement_readers import NOT_YOURS
from bot.usecases.work import SYSTEM, Work
from tests.announced import announced
from tests.transcripts.world import BEGINNING
from tests.usecases import announcing
from tests.usecases.announcing import GEORGIA, LATER, TRANSLATOR, TUNISIA, nobody, settled, tick

does = partial(announcing.does, now=LATER)  # when it is out


def sent(database, people, by="paul", **others):
    texts = others.pop("texts", {"en": "At 14:00."})
    number = does(database, people[by], lambda work: announced(work, **others, **texts), now=BEGINNING)
    tick(database)
    return str(number)


def told(database, person):
    """What was said to somebody beside copies."""
    rows = database.read_now(
        lambda session: session.exec(
            select(OutboxRow).where(OutboxRow.person_id == person).order_by(OutboxRow.id)
        ).all()
    )
    return [outgoing_from_json(row.payload).text for row in rows if row.payload is not None]


def the_ticket(database):
    return database.read_now(lambda session: session.exec(select(Ticket)).one())


def test_a_question_goes_to_the_author_and_the_answer_back_once(database):
    people = settled(database)
    number = sent(database, people)
    asked = does(database, people["amina"], tickets.ask, number, "Combien ?")
    assert told(database, people["paul"])[-1].endswith("Combien ?")
    assert does(database, people["paul"], tickets.answer, str(asked), "Two.") is None
    ticket = the_ticket(database)
    assert (ticket.state, ticket.answer, ticket.by_id) == (TicketState.ANSWERED, "Two.", people["paul"])
    assert "Two." in told(database, people["amina"])[-1]
    assert isinstance(does(database, people["paul"], tickets.answer, str(asked), "Three."), Refusal)
    assert the_ticket(database).answer == "Two."


def test_only_those_for_whom_it_was_meant_ask(database):
    people = settled(database)
    number = sent(database, people, audience=TUNISIA)
    for name, asked_about in (("nino", number), ("amina", "99"), ("amina", "9" * 40), ("amina", "x")):
        assert does(database, people[name], tickets.ask, asked_about, "?") == Refusal(NOT_YOURS)


def test_a_reader_answers_nothing_another_coordinator_of_these_people_does(database):
    people = settled(database)
    asked = does(database, people["amina"], tickets.ask, sent(database, people, audience=TUNISIA), "?")
    for name in ("amina", "omar"):
        assert does(database, people[name], tickets.to_answer, str(asked)) == Refusal(tickets.UNKNOWN)
    assert does(database, people["mariam"], tickets.to_answer, str(asked)).text == "?"
    elsewhere = does(database, people["nino"], tickets.ask, sent(database, people, audience=GEORGIA), "!")
    assert does(database, people["mariam"], tickets.to_answer, str(elsewhere)) == Refusal(tickets.UNKNOWN)


@pytest.mark.parametrize("state", [PersonState.LEFT, PersonState.STOPPED])
def test_where_the_author_is_not_reached_the_coordinators_are_told_and_it_stays_on_the_authors_list(database, state):
    people = settled(database)
    number = sent(database, people, by="mariam", audience=TUNISIA)
    database.write_now(lambda session: setattr(session.get_one(Person, people["mariam"]), "state", state))
    does(database, people["amina"], tickets.ask, number, "Combien ?")
    assert told(database, people["paul"])[-1].endswith("Combien ?")
    assert [one.text for one in does(database, people["mariam"], tickets.waiting)] == ["Combien ?"]


def test_nobody_floods_an_author(database):
    people = settled(database)
    number = sent(database, people)
    for _time in range(tickets.MOST_A_DAY):
        assert isinstance(does(database, people["amina"], tickets.ask, number, "?"), int)
    assert isinstance(does(database, people["amina"], tickets.ask, number, "?"), Refusal)
    tomorrow = LATER + timedelta(days=1, seconds=1)
    assert isinstance(does(database, people["amina"], tickets.ask, number, "?", now=tomorrow), int)


def answered(database, people, question, answer, *, for_all=None, asker="amina"):
    asked = does(database, people[asker], tickets.ask, sent(database, people), question)
    return does(database, people["paul"], tickets.answer, str(asked), answer, for_all or question)


def test_what_was_answered_for_all_is_found_by_its_words_whatever_their_accents(database):
    people = settled(database)
    visits = answered(database, people, "Combien de personnes viennent à l’échange ?", "Two from each centre.")
    trains = answered(database, people, "Who pays for the train?", "Your centre pays, the programme pays it back.")

    def found(words):
        return [one.number for one in does(database, people["omar"], faq.found, words)]

    assert found("echange") == [visits]
    assert found("pays the TRAIN") == [trains]
    assert found("centre") == [trains, visits]
    assert found("weather") == []
    [entry] = [one for one in does(database, people["omar"], faq.newest) if one.number == trains]
    assert entry.answer == Variants({"en": "Your centre pays, the programme pays it back."})


def test_a_question_in_other_words_is_in_the_language_of_whoever_answers_and_names_nobody(database):
    people = settled(database)
    number = answered(database, people, "Moi, Amina, je paie ?", "No.", for_all="Who pays?")
    assert does(database, people["omar"], faq.entry, str(number)).question == Variants({"en": "Who pays?"})
    assert "amina" not in database.read_now(lambda session: session.exec(select(FaqEntry.search)).one())


def test_an_answer_is_taken_off_and_put_back_by_those_who_may_only(database):
    people = settled(database)
    number = str(answered(database, people, "Who pays?", "We do."))
    assert isinstance(does(database, people["amina"], faq.take_off, number), Refusal)
    assert does(database, people["paul"], faq.take_off, number).undo == f"a:faq.on:{number}"
    assert does(database, people["amina"], faq.entry, number) is None
    assert does(database, people["amina"], faq.found, "pays") == ()
    assert isinstance(does(database, people["amina"], faq.put_back, number), Refusal)
    does(database, people["paul"], faq.put_back, number)
    assert does(database, people["amina"], faq.entry, number) is not None


def test_whoever_asked_is_forgotten_with_the_question_the_answer_for_all_stays(database):
    people = settled(database)
    answered(database, people, "Who pays?", "We do.")
    database.write_now(
        lambda session: forgetting.erase(Work(session, BEGINNING, SYSTEM, TRANSLATOR, nobody), [people["amina"]])
    )
    assert database.read_now(lambda session: session.exec(select(Ticket)).all()) == []
    assert len(does(database, people["omar"], faq.newest)) == 1
