"""Partners: what is decided when two centres answer, people leave, centres close, and time passes."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, delete, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.subscriptions import PARTNERS
from bot.domain.tandems import Alone
from bot.i18n.translator import Reader
from bot.matchmaking import Matchmaker
from bot.storage.assessments import Assessment
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership
from bot.storage.outbox import OutboxRow
from bot.storage.partners import Partner, PartnerSearch, Partnership, PartnershipState, TandemRound, TandemState
from bot.storage.people import Person, PersonState
from bot.usecases import (
    forgetting,
    partner_asking,
    partner_profiles,
    partner_search,
    partners,
    subscriptions,
    tandem_sending,
    tandems,
)
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.assessed import assessed
from tests.transcripts.attachments import in_this_process
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import TRANSLATOR, acting, does, looks, settled

pytestmark = pytest.mark.slow  # matches centres each time

AMINA = Named("amina", centre="TN-1", function="head")
HEDI = Named("hedi", centre="TN-1", role="centre_coordinator", scope="centre:TN-1")
FATOU = Named("fatou", centre="TN-2", function="head", channel="matrix")
ROSA = Named("rosa", role="programme_coordinator")
LATER = BEGINNING + timedelta(days=1)


class Clock:
    def now(self):
        return LATER


def matchmaker(database, **more):
    return Matchmaker(database, TRANSLATOR, in_this_process, clock=Clock(), wake=lambda *_: None, **more)


def matched(database):
    async def all_of_it():
        while await matchmaker(database).work_waiting():
            pass

    asyncio.run(all_of_it())


@pytest.fixture
def people(database):
    """TN-2 could learn green of TN-1, and TN-1 work-based learning of TN-2; the second to be assessed got a suggestion."""
    numbers = settled(database, AMINA, HEDI, FATOU, ROSA)
    green, wbl = PriorityArea.GREEN, PriorityArea.WBL
    database.write_now(lambda session: assessed(session, "TN-1", 3, BEGINNING, {green: 5, wbl: 1}))
    matched(database)
    database.write_now(lambda session: assessed(session, "TN-2", 3, BEGINNING, {green: 1, wbl: 5}))
    matched(database)
    return numbers


def state(database):
    return database.read_now(lambda session: session.exec(select(Partnership.state)).one())


def told(database, person):
    """Texts of what was queued for somebody."""
    return database.read_now(
        lambda session: [
            row.payload["text"]
            for row in session.exec(select(OutboxRow).where(OutboxRow.person_id == person).order_by(col(OutboxRow.id)))
        ]
    )


def says(database, person, verb, now=LATER, argument="1"):
    result = does(database, person, verb, argument, now=now)
    assert not isinstance(result, Refusal), result
    return TRANSLATOR.render(result.words, Reader("en"))


def test_only_the_one_who_is_suggested_somebody_sees_it_and_no_name_is_in_it(database, people):
    [offer] = looks(database, people["fatou"], partners.offered)
    text = TRANSLATOR.render(offer.words, Reader("en"))
    assert "Centre de Tunis" not in text
    assert "Amina" not in text
    assert looks(database, people["amina"], partners.offered) == ()


def test_names_are_exchanged_when_both_have_said_yes_and_not_before(database, people):
    assert "Tunis" not in says(database, people["fatou"], partners.yes)
    assert state(database) is PartnershipState.ACCEPTED_BY_ONE
    assert not any("Sfax" in text for text in told(database, people["amina"]))
    words = says(database, people["hedi"], partners.yes)
    assert "Centre de Sfax" in words
    assert "Fatou" in words
    assert state(database) is PartnershipState.ACCEPTED
    assert "Hedi" in told(database, people["fatou"])[-1]


def test_saying_yes_again_changes_nothing_and_tells_nobody_again(database, people):
    says(database, people["fatou"], partners.yes)
    before = told(database, people["amina"])
    says(database, people["fatou"], partners.yes)
    assert told(database, people["amina"]) == before
    says(database, people["amina"], partners.yes)
    before = told(database, people["fatou"])
    says(database, people["amina"], partners.yes)
    assert told(database, people["fatou"]) == before


def test_of_two_colleagues_the_first_answer_counts(database, people):
    says(database, people["fatou"], partners.yes)
    says(database, people["amina"], partners.no)
    assert "Somebody else has said no" in says(database, people["hedi"], partners.yes)
    assert state(database) is PartnershipState.DECLINED


def test_both_sides_and_two_colleagues_at_the_same_moment_end_in_one_introduction(database, people):
    says(database, people["fatou"], partners.yes)

    async def at_once():
        jobs = [
            database.write(lambda session, one=one: partners.yes(_acting(session, people[one]), "1"))
            for one in ("amina", "hedi", "fatou", "amina")
        ]
        return await asyncio.gather(*jobs)

    asyncio.run(at_once())
    assert state(database) is PartnershipState.ACCEPTED
    assert sum("your contact" in text for text in told(database, people["fatou"])) == 1


def _acting(session, person):
    return acting(session, person, LATER)


def test_a_yes_can_be_taken_back_until_the_other_side_has_answered(database, people):
    says(database, people["fatou"], partners.yes)
    assert "take your yes back" in says(database, people["fatou"], partners.no)
    assert "no longer possible" in says(database, people["amina"], partners.yes)
    assert not any("Sfax" in text for text in told(database, people["amina"]))


def test_a_centre_that_closed_meanwhile_ends_it_in_words(database, people):
    says(database, people["fatou"], partners.yes)
    database.write_now(lambda session: close(session, "TN-2"))
    assert "no longer possible" in says(database, people["amina"], partners.yes)
    assert state(database) is PartnershipState.WITHDRAWN


def close(session, code):
    centre = session.exec(select(Centre).where(Centre.code == code)).one()
    centre.state = CentreState.CLOSED
    session.add(centre)


def test_whoever_said_yes_and_left_is_replaced_by_who_speaks_for_the_centre_now(database, people):
    says(database, people["fatou"], partners.yes)
    says(database, people["hedi"], partners.yes)
    database.write_now(lambda session: forget(session, people["hedi"]))
    [known] = looks(database, people["fatou"], partners.introduced)
    text = TRANSLATOR.render(known.words, Reader("en"))
    assert "Amina" in text
    assert "Hedi" not in text


def test_where_nobody_speaks_for_a_centre_any_more_it_says_so(database, people):
    says(database, people["fatou"], partners.yes)
    says(database, people["amina"], partners.yes)
    for one in ("amina", "hedi"):
        database.write_now(lambda session, one=one: forget(session, people[one]))
    [known] = looks(database, people["fatou"], partners.introduced)
    assert "Nobody speaks for them" in TRANSLATOR.render(known.words, Reader("en"))


def forget(session, person):
    row = session.get_one(Person, person)
    row.forget_at = LATER
    session.add(row)
    session.flush()
    forgetting.erase_due(Work(session, LATER, SYSTEM, TRANSLATOR, lambda *_: None))
    ended = session.exec(select(Membership).where(Membership.person_id == person)).all()
    assert all(one.to_on is not None or one.state.value == "ended" for one in ended)


def test_what_nobody_answers_for_two_weeks_ends_and_whoever_said_yes_is_told(database, people):
    says(database, people["fatou"], partners.yes)
    much_later = LATER + partner_asking.ANSWER_WITHIN
    database.write_now(
        lambda session: partner_asking.look_after(Work(session, much_later, SYSTEM, TRANSLATOR, lambda *_: None))
    )
    assert state(database) is PartnershipState.EXPIRED
    assert "has not answered for two weeks" in told(database, people["fatou"])[-1]
    assert "run out" in says(database, people["amina"], partners.yes, now=much_later)


def test_who_does_not_speak_for_the_centre_is_sent_to_whoever_does(database, people):
    teacher = database.read_now(
        lambda session: session.exec(select(Person.id).where(Person.name == "Somebody Of Tn-2")).one()
    )
    refused = does(database, teacher, partners.yes, "1", now=LATER)
    assert isinstance(refused, Refusal)
    assert refused.why == partners.NOT_YOURS


def test_a_number_that_is_none_is_refused_in_words(database, people, subtests):
    for argument in ["2", "", "x", "-1", "٣", "9" * 30]:
        with subtests.test(argument=argument):
            refused = does(database, people["fatou"], partners.yes, argument, now=LATER)
            assert isinstance(refused, Refusal)
            assert refused.why == partners.UNKNOWN


def test_the_same_two_are_not_suggested_again_after_a_no(database, people):
    says(database, people["fatou"], partners.no)
    does(database, people["fatou"], partner_search.look_for_mine, now=LATER)
    matched(database)
    assert looks(database, people["fatou"], partners.offered) == ()
    assert "nobody new" in told(database, people["fatou"])[-1]


def test_a_kill_between_finding_and_writing_costs_one_search(database, people):
    class Killed(BaseException):
        pass

    def fault(at):
        if at == "partners found":
            raise Killed

    says(database, people["fatou"], partners.no)
    does(database, people["fatou"], partner_search.look_for_mine, now=LATER)
    with pytest.raises(Killed):
        asyncio.run(matchmaker(database, faults=fault).work_waiting())
    before = told(database, people["fatou"])
    matched(database)
    assert len(told(database, people["fatou"])) == len(before) + 1


def test_levels_stand_on_the_scale_of_five_and_closed_centres_are_left_out(database, people):
    database.write_now(lambda session: close(session, "TN-2"))
    known = looks(database, people["rosa"], partner_profiles.profiles)
    assert [bool(one.levels) for one in known] == [True, False, False, False]
    assert known[0].levels[PriorityArea.GREEN] == 5


# -- rounds of tandems -------------------------------------------------------------------------------------------------
def tandem_round(database):
    return database.read_now(lambda session: session.exec(select(TandemRound).order_by(col(TandemRound.id))).all())[-1]


def sent(database, now=LATER):
    while database.write_now(
        lambda session: tandem_sending.look_after(Work(session, now, SYSTEM, TRANSLATOR, lambda *_: None))
    ):
        pass


def test_a_round_is_matched_then_looked_at_then_sent_to_both_sides(database, people):
    assert does(database, people["rosa"], tandems.begin, Audience(), now=LATER) == 1
    matched(database)
    assert tandem_round(database).state is TandemState.READY
    assert "*1* group" in told(database, people["rosa"])[-1]
    does(database, people["rosa"], tandems.send, "1", now=LATER)
    sent(database)
    assert tandem_round(database).state is TandemState.SENT
    assert all("could be a partner" in told(database, people[one])[-1] for one in ("amina", "hedi", "fatou"))


def test_at_most_one_waits_for_a_centre_and_the_suggestion_before_gives_way(database, people):
    does(database, people["rosa"], tandems.begin, Audience(), now=LATER)
    matched(database)
    does(database, people["rosa"], tandems.send, "1", now=LATER)
    sent(database)
    [offer] = looks(database, people["fatou"], partners.offered)
    assert (offer.number, offer.is_asked) == (2, True)


def test_a_group_that_became_impossible_since_it_was_matched_is_left_out_and_counted(database, people):
    does(database, people["rosa"], tandems.begin, Audience(), now=LATER)
    matched(database)
    says(database, people["fatou"], partners.yes)
    does(database, people["rosa"], tandems.send, "1", now=LATER)
    sent(database)
    assert (tandem_round(database).left_out, tandem_round(database).state) == (1, TandemState.DONE)
    assert database.read_now(lambda session: len(session.exec(select(Partner)).all())) == 2


def test_only_whoever_coordinates_all_of_it_begins_or_sends_a_round(database, people):
    assert isinstance(does(database, people["amina"], tandems.begin, Audience(), now=LATER), Refusal)
    does(database, people["rosa"], tandems.begin, Audience(), now=LATER)
    matched(database)
    assert isinstance(does(database, people["hedi"], tandems.send, "1", now=LATER), Refusal)
    assert tandem_round(database).state is TandemState.READY


def test_a_round_that_is_matched_twice_is_told_once(database, people):
    does(database, people["rosa"], tandems.begin, Audience(), now=LATER)
    matching = database.read_now(lambda session: tandems.next_to_match(_acting(session, people["rosa"])))
    plain = asyncio.run(in_this_process("match_tandems", **matching.arguments()))
    for _time in range(2):
        database.write_now(
            lambda session: tandems.matched(Work(session, LATER, SYSTEM, TRANSLATOR, lambda *_: None), matching, plain)
        )
    assert sum("Round 1" in text for text in told(database, people["rosa"])) == 1


def test_a_round_that_cannot_be_solved_says_so_and_blocks_no_other(database, people):
    does(database, people["rosa"], tandems.begin, Audience(), now=LATER)
    matching = database.read_now(lambda session: tandems.next_to_match(_acting(session, people["rosa"])))
    database.write_now(
        lambda session: tandems.matched(Work(session, LATER, SYSTEM, TRANSLATOR, lambda *_: None), matching, None)
    )
    assert "could not be matched" in told(database, people["rosa"])[-1]
    assert database.read_now(lambda session: tandems.next_to_match(_acting(session, people["rosa"]))) is None


def test_when_everybody_has_answered_the_author_is_told_what_came_of_it_once(database, people):
    does(database, people["rosa"], tandems.begin, Audience(), now=LATER)
    matched(database)
    does(database, people["rosa"], tandems.send, "1", now=LATER)
    sent(database)
    assert tandem_round(database).state is TandemState.SENT
    says(database, people["fatou"], partners.yes, argument="2")
    says(database, people["amina"], partners.yes, argument="2")
    sent(database)
    sent(database)
    assert tandem_round(database).state is TandemState.DONE
    texts = [text for text in told(database, people["rosa"]) if "Introduced: 1." in text]
    assert len(texts) == 1


def test_after_an_assessment_is_signed_anew_partners_are_looked_for_anew(database, people):
    says(database, people["fatou"], partners.no)
    database.write_now(lambda session: close(session, "TN-1"))
    latest = database.read_now(
        lambda session: session.exec(select(Assessment).order_by(col(Assessment.id).desc())).first()
    )
    does(database, people["fatou"], partner_search.after_signing, latest.id, now=LATER)
    [search] = database.read_now(
        lambda session: session.exec(select(PartnerSearch).where(col(PartnerSearch.done_at).is_(None))).all()
    )
    assert search.centre_id == latest.centre_id
    before = told(database, people["fatou"])
    matched(database)
    assert told(database, people["fatou"]) == before  # nobody asked, and there is nobody to suggest


# -- three ------------------------------------------------------------------------------------------------------------
GIULIA = Named("giulia", centre="IT-1", function="head")


@pytest.fixture
def three(database):
    """Three centres with a language in common: an odd number, of which nobody is left over."""
    numbers = settled(database, AMINA, FATOU, GIULIA, ROSA)

    def job(session):
        centre = session.exec(select(Centre).where(Centre.code == "IT-1")).one()
        centre.languages = ["it", "fr"]
        session.add(centre)
        for code, levels in (("TN-1", {"green": 5}), ("TN-2", {"wbl": 5}), ("IT-1", {"digital": 5})):
            assessed(session, code, 2, BEGINNING, {PriorityArea(area): level for area, level in levels.items()})
        session.exec(delete(PartnerSearch))

    database.write_now(job)
    does(database, numbers["rosa"], tandems.begin, Audience(), now=LATER)
    matched(database)
    does(database, numbers["rosa"], tandems.send, "1", now=LATER)
    sent(database)
    return numbers


def test_three_centres_are_introduced_when_the_third_has_said_yes(database, three):
    for one in ("amina", "fatou"):
        assert "names are exchanged only when all" in says(database, three[one], partners.yes)
        assert state(database) is PartnershipState.ACCEPTED_BY_ONE
    words = says(database, three["giulia"], partners.yes)
    assert all(name in words for name in ("Centre de Tunis", "Amina", "Centre de Sfax", "Fatou"))
    for one, others in (("amina", ("Sfax", "Trento")), ("fatou", ("Tunis", "Trento"))):
        assert all(name in told(database, three[one])[-1] for name in others)


def test_one_no_of_three_ends_it_and_whoever_said_yes_is_told_no_name(database, three):
    says(database, three["amina"], partners.yes)
    says(database, three["fatou"], partners.no)
    assert "no introduction" in told(database, three["amina"])[-1]
    assert "no longer possible" in says(database, three["giulia"], partners.yes)
    everything = [text for one in ("amina", "giulia") for text in told(database, three[one])]
    assert not any("Sfax" in text or "Fatou" in text for text in everything)


# -- languages --------------------------------------------------------------------------------------------------------
def without_languages(database, **spoken):
    """No centre has registered any; people are spoken to in these, and read what is behind the colon."""

    def job(session):
        for centre in session.exec(select(Centre)):
            centre.languages = []
            session.add(centre)
        for person in session.exec(select(Person)):
            language, _colon, reads = spoken.get(person.name or "", "").partition(":")
            person.language, person.reads = language or None, reads or None
            session.add(person)

    database.write_now(job)


def languages(database, people):
    found = looks(database, people["rosa"], partner_profiles.profiles)
    codes = database.read_now(lambda session: dict(session.exec(select(Centre.id, Centre.code)).all()))
    return {codes[one.id]: one.languages for one in found if one.languages}


def test_a_centre_that_has_registered_no_language_has_those_of_its_people_the_most_spoken_first(database, people):
    own = languages(database, people)
    without_languages(database, Amina="ar", Hedi="ar:tr", Fatou="fr")
    assert languages(database, people) == {"TN-1": ("ar", "tr"), "TN-2": ("fr",)}
    assert own["TN-1"] != ("ar", "tr")


def stops(_session, hedi):
    hedi.state = PersonState.STOPPED


def leaves(session, hedi):
    membership = session.exec(select(Membership).where(Membership.person_id == hedi.id)).one()
    membership.to_on = BEGINNING.date() - timedelta(days=1)


@pytest.mark.parametrize("goes", [stops, leaves])
def test_who_has_left_or_stopped_is_not_counted(database, people, goes):
    without_languages(database, Amina="ar", Hedi="fr", Fatou="fr")
    database.write_now(lambda session: goes(session, session.exec(select(Person).where(Person.name == "Hedi")).one()))
    assert languages(database, people)["TN-1"] == ("ar",)


def test_tandems_are_found_by_the_languages_of_people_where_centres_have_registered_none(database, people):
    without_languages(database, Amina="fr", Hedi="ar", Fatou="fr")

    def apart(session):
        session.exec(delete(Partner))
        session.exec(delete(Partnership))

    database.write_now(apart)
    does(database, people["rosa"], tandems.begin, Audience(), now=LATER)
    matched(database)
    found = database.read_now(lambda session: session.exec(select(TandemRound)).one())
    assert found.state is TandemState.READY
    assert {tuple(fit["languages"]) for group in found.found["groups"] for fit in group.values()} == {("fr",)}


def test_who_has_turned_partners_off_is_told_of_none_and_their_centre_is_suggested_to_nobody(database):
    numbers = settled(database, AMINA, FATOU, ROSA)
    green, wbl = PriorityArea.GREEN, PriorityArea.WBL
    does(database, numbers["amina"], subscriptions.turn_off, [PARTNERS])
    database.write_now(lambda session: assessed(session, "TN-1", 3, BEGINNING, {green: 5, wbl: 1}))
    database.write_now(lambda session: assessed(session, "TN-2", 3, BEGINNING, {green: 1, wbl: 5}))
    matched(database)
    assert looks(database, numbers["fatou"], partners.offered) == ()
    assert told(database, numbers["amina"]) == []
    does(database, numbers["rosa"], tandems.begin, Audience(countries=("TN",)))
    found = looks(database, numbers["rosa"], tandems.next_to_match)
    assert Alone.NOBODY_SPEAKS in found.left_out.values()


def test_who_has_turned_partners_off_while_one_waits_is_not_asked(database, people):
    does(database, people["hedi"], subscriptions.turn_off, [PARTNERS])
    says(database, people["fatou"], partners.yes)
    assert told(database, people["hedi"]) == []
    assert told(database, people["amina"]), "a colleague who has not"


def test_looking_for_a_partner_turns_them_on_again(database, people):
    does(database, people["fatou"], subscriptions.turn_off, [PARTNERS])
    does(database, people["fatou"], partner_search.look_for_mine, now=LATER)
    assert looks(database, people["fatou"], subscriptions.settings).off == ()
    matched(database)
    assert told(database, people["fatou"])
