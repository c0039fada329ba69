"""Practices on their way: who may ask and answer, what is told to whom, what comes due, and what is counted; on both engines."""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from bot.core.refusal import Refusal
from bot.domain.practices import PracticeState
from bot.domain.transfers import FOLLOW_UPS, SheetPart, TransferOutcome, TransferState, asked_again, lacking
from bot.reports.transfer_pages import document
from bot.storage.centres import Centre
from bot.storage.partners import Partner, Partnership, PartnershipState, between
from bot.storage.practices import Practice
from bot.storage.transfers import Transfer, by_country, counts
from bot.usecases import (
    forgetting,
    partner_introductions,
    transfer_lists,
    transfer_news,
    transfer_sheets,
    transfers,
)
from tests.delivery.listening import overheard
from tests.practised import kept, published
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

NEEDED = {SheetPart.ACTION: "Bread", SheetPart.WHAT: "Crumbs", SheetPart.BY_WHOM: "Two cooks"}


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("giulia", member=True, centre="IT-1", function="head"),
        Named("marco", member=True, centre="IT-1"),
        Named("amina", member=True, centre="TN-1"),
        Named("omar", member=True, centre="TN-1", function="head"),
        Named("nino", member=True, centre="GE-1"),
        Named("paul"),  # of no centre
    )
    database.write_now(lambda s: published(s, BEGINNING, title="No waste", centre="IT-1", author="marco"))
    return world


def centre_of(learning, who):
    return learning.does(who, transfers.offer, "1").centres[0][0]


def asks(learning, who, wish=None):
    return learning.does(who, transfers.ask, 1, centre_of(learning, who), wish)


def transfer_of(learning, number=1):
    return learning.database.read_now(lambda s: s.get_one(Transfer, number))


def ticks(learning, after):
    learning.now += after
    while learning.does(None, transfers.look_after):
        pass


def test_only_the_people_of_another_centre_ask_and_only_for_what_is_published(learning):
    learning.database.write_now(lambda s: kept(s, BEGINNING, title="A draft", centre="IT-1"))
    for who, number in (("marco", "1"), ("paul", "1"), ("amina", "2"), ("amina", "99"), ("amina", "one")):
        assert isinstance(learning.does(who, transfers.offer, number), Refusal), (who, number)
    assert learning.does("amina", transfers.offer, "1").contact == "Amina"


def test_a_practice_whose_centre_answers_no_questions_is_not_asked_for(learning):
    learning.database.write_now(lambda s: published(s, BEGINNING, title="Quiet", centre="IT-1", contact_ok=False))
    assert isinstance(learning.does("amina", transfers.offer, "2"), Refusal)


def test_a_centre_asks_once_and_again_after_a_no(learning):
    centre = centre_of(learning, "amina")
    assert asks(learning, "amina") == 1
    assert isinstance(learning.does("omar", transfers.ask, 1, centre, None), Refusal)
    learning.does("giulia", transfers.no, "1")
    assert learning.does("omar", transfers.ask, 1, centre, None) == 2


def test_who_speaks_for_the_centre_is_asked_and_answers_and_nobody_else(learning):
    asks(learning, "amina", "We throw bread away.")
    [(key, text)] = learning.queued("transfer:1:asked")
    assert key == f"transfer:1:asked:{learning.number_of('giulia')}"
    assert "We throw bread away." in text
    assert "Amina" not in text  # no name before a yes
    for who in ("marco", "amina", "omar", "nino"):
        assert isinstance(learning.does(who, transfers.yes, "1"), Refusal), who
        assert isinstance(learning.does(who, transfers.no, "1"), Refusal), who
    assert transfer_of(learning).state is TransferState.ASKED


def test_where_nobody_speaks_for_the_centre_its_author_is_asked(learning):
    learning.database.write_now(lambda s: published(s, BEGINNING, title="Looms", centre="GE-1", author="nino"))
    assert learning.does("amina", transfers.ask, 2, centre_of(learning, "amina"), None) == 1
    assert "Nino" not in "".join(text for _key, text in learning.queued("transfer:1"))
    learning.does("nino", transfers.yes, "1")
    assert "Nino" in learning.queued("transfer:1:agreed")[0][1]


def test_a_yes_puts_both_in_touch_once_and_lets_them_propose_a_session(learning):
    asks(learning, "amina")
    first = learning.does("giulia", transfers.yes, "1")
    assert "Amina" in learning.said(first.words)
    again = learning.does("giulia", transfers.yes, "1")
    assert again.words == first.words
    told = sorted(key for key, _text in learning.queued("transfer:1:agreed"))
    assert told == sorted(f"transfer:1:agreed:{learning.number_of(who)}" for who in ("amina", "omar"))
    assert all("Giulia" in text for _key, text in learning.queued("transfer:1:agreed"))
    number = transfer_of(learning).partnership_id
    audience = learning.does("omar", partner_introductions.audience, f"partner-{number}")
    assert audience is not None
    assert len(audience.centres) == 2
    made = learning.database.read_now(lambda s: s.exec(select(Partnership)).all())
    assert [one.state for one in made] == [PartnershipState.ACCEPTED]


def test_a_second_transfer_of_the_same_two_centres_uses_the_partnership_that_is_there(learning):
    learning.database.write_now(lambda s: published(s, BEGINNING, title="Compost", centre="IT-1"))
    centre = centre_of(learning, "amina")
    for practice in (1, 2):
        number = learning.does("amina", transfers.ask, practice, centre, None)
        learning.does("giulia", transfers.yes, str(number))
    assert transfer_of(learning, 1).partnership_id == transfer_of(learning, 2).partnership_id


def test_of_many_partnerships_the_one_of_these_two_alone_is_found_by_one_query(learning):
    here, there, other = (centre_called(learning, code) for code in ("TN-1", "IT-1", "GE-1"))
    accepted, declined = PartnershipState.ACCEPTED, PartnershipState.DECLINED
    among = ((accepted, (here, other)), (accepted, (here, there, other)), (declined, (here, there)))
    for state, centres in among:
        partnership(learning, state, centres)
    assert looked_for(learning, here, there) == (None, 1)
    theirs = partnership(learning, accepted, (here, there))
    partnership(learning, accepted, (here, there))
    assert looked_for(learning, here, there) == looked_for(learning, there, here) == (theirs, 1)


def centre_called(learning, code):
    return learning.database.read_now(lambda s: s.exec(select(Centre.id).where(Centre.code == code)).one())


def partnership(learning, state, centres):
    def make(session):
        row = Partnership(state=state, created_at=BEGINNING, expires_at=BEGINNING)
        session.add(row)
        session.flush()
        session.add_all(Partner(partnership_id=row.id, centre_id=centre, fit={}) for centre in centres)
        return row.id

    return learning.database.write_now(make)


def looked_for(learning, one, other):
    """What was found, and by how many queries."""
    with overheard(learning.database.backend.writing) as heard:
        found = learning.database.write_now(lambda s: between(s, one, other))
    return found, sum("partner" in statement for statement, _parameters in heard)


def test_a_no_tells_no_name(learning):
    asks(learning, "amina")
    learning.does("giulia", transfers.no, "1")
    [(_key, text)] = learning.queued("transfer:1:declined")
    assert "Giulia" not in text
    assert isinstance(learning.does("giulia", transfers.yes, "1"), Refusal)


def test_what_nobody_answers_ends_after_two_weeks_and_can_be_asked_again(learning):
    asks(learning, "amina")
    ticks(learning, timedelta(days=13))
    assert transfer_of(learning).state is TransferState.ASKED
    ticks(learning, timedelta(days=1))
    assert transfer_of(learning).state is TransferState.EXPIRED
    assert len(learning.queued("transfer:1:expired")) == 1
    assert asks(learning, "amina") == 2


def test_who_asked_takes_it_back_before_the_answer_and_not_after_it(learning):
    asks(learning, "amina")
    assert isinstance(learning.does("giulia", transfers.withdraw, 1), Refusal)
    assert learning.does("omar", transfers.withdraw, 1) is None
    assert isinstance(learning.does("giulia", transfers.yes, "1"), Refusal)
    number = asks(learning, "amina")
    learning.does("giulia", transfers.yes, str(number))
    assert isinstance(learning.does("amina", transfers.withdraw, number), Refusal)


def test_what_is_withdrawn_meanwhile_is_not_shared(learning):
    asks(learning, "amina")
    learning.database.write_now(lambda s: s.exec(update(Practice).values(state=PracticeState.WITHDRAWN)))
    assert isinstance(learning.does("giulia", transfers.yes, "1"), Refusal)


def test_a_sheet_needs_a_name_what_and_by_whom_and_is_told_of_once(learning):
    asks(learning, "amina")
    assert isinstance(learning.does("amina", transfer_sheets.hand_on, 1, NEEDED), Refusal)  # not agreed yet
    learning.does("giulia", transfers.yes, "1")
    refusal = learning.does("amina", transfer_sheets.hand_on, 1, {**NEEDED, SheetPart.WHAT: ""})
    assert refusal.key == "what"
    assert isinstance(learning.does("giulia", transfer_sheets.hand_on, 1, NEEDED), Refusal)  # the other side
    assert learning.does("amina", transfer_sheets.hand_on, 1, NEEDED) is None
    assert learning.does("omar", transfer_sheets.hand_on, 1, {SheetPart.WHERE: "Tunis"}) is None
    assert len(learning.queued("transfer:1:sheet")) == 2  # giulia, and marco who wrote the practice
    sheet = learning.does("marco", transfer_lists.seen, "1").sheet
    assert [(part, learning.said(words)) for part, words in sheet.items()] == [
        (SheetPart.ACTION, "Bread"),
        (SheetPart.WHAT, "Crumbs"),
        (SheetPart.BY_WHOM, "Two cooks"),
        (SheetPart.WHERE, "Tunis"),
    ]


def test_it_is_asked_what_became_of_it_every_three_months_until_it_is_known_or_three_times(learning):
    asks(learning, "amina")
    learning.does("giulia", transfers.yes, "1")
    ticks(learning, timedelta(days=90))
    assert learning.queued("follow-up") == []
    for time in range(1, FOLLOW_UPS + 2):
        ticks(learning, timedelta(days=91))
        asked = {key.rsplit(":", 1)[0] for key, _text in learning.queued("follow-up")}
        assert len(asked) == min(time, FOLLOW_UPS)
    assert transfer_of(learning).until is None


def test_the_story_is_told_by_both_and_nobody_else_and_the_outcome_is_counted(learning):
    asks(learning, "amina")
    learning.does("giulia", transfers.yes, "1")
    story = ("amina", transfer_news.tell_here, 1, TransferOutcome.WORKS, "From 9 kg to 3.")
    for who in ("giulia", "nino"):
        assert isinstance(learning.does(who, *story[1:]), Refusal), who
    assert learning.does(*story) is None
    assert isinstance(learning.does("amina", transfer_news.tell_there, 1, "Mine"), Refusal)
    assert learning.does("giulia", transfer_news.tell_there, 1, "We use their scales.") is None
    [(_centre, here, there)] = learning.does("nino", transfer_lists.stories, 1)
    assert (learning.said(here), learning.said(there)) == ("From 9 kg to 3.", "We use their scales.")
    assert learning.database.read_now(lambda s: counts(s, [1])) == {1: (1, 1)}
    assert learning.database.read_now(by_country) == {"TN": (1, 1)}
    assert transfer_of(learning).until is None


def test_what_has_only_begun_is_asked_about_again(learning):
    asks(learning, "amina")
    learning.does("giulia", transfers.yes, "1")
    learning.does("amina", transfer_news.tell_here, 1, TransferOutcome.BEGUN, "A week so far.")
    assert transfer_of(learning).state is TransferState.AGREED
    assert learning.database.read_now(lambda s: counts(s, [1])) == {1: (1, 0)}
    ticks(learning, timedelta(days=91))
    assert learning.queued("follow-up:1")


def test_others_see_nothing_of_a_transfer_but_that_there_is_one(learning):
    asks(learning, "amina")
    learning.does("giulia", transfers.yes, "1")
    assert isinstance(learning.does("nino", transfer_lists.seen, "1"), Refusal)
    assert isinstance(learning.does("nino", transfer_lists.paper, "1"), Refusal)
    assert learning.does("nino", transfer_lists.any_in_sight) is False
    assert learning.said(learning.does("nino", transfer_lists.led_to, 1)[0]) == (
        "1 other centre tries it or has tried it."
    )


def test_the_paper_has_every_part_that_was_written_and_both_stories(learning):
    asks(learning, "amina")
    learning.does("giulia", transfers.yes, "1")
    learning.does("amina", transfer_sheets.hand_on, 1, NEEDED)
    learning.does("amina", transfer_news.tell_here, 1, TransferOutcome.ADAPTED, "Differently.")
    learning.does("giulia", transfer_news.tell_there, 1, "Good to see.")
    paper = document(learning.does("giulia", transfer_lists.paper, "1"), "en", learning.said)
    assert [section.heading for section in paper.sections] == ["Action", "What", "By whom", "Told by both"]


def test_a_transfer_stays_without_whoever_is_forgotten(learning):
    asks(learning, "amina")
    learning.does("giulia", transfers.yes, "1")
    learning.does(None, forgetting.erase, [learning.number_of("amina"), learning.number_of("giulia")])
    row = transfer_of(learning)
    assert (row.person_id, row.answered_by_id, row.state) == (None, None, TransferState.AGREED)


@pytest.mark.parametrize(
    ("outcome", "asked", "again"),
    [
        (None, 1, True),
        (None, FOLLOW_UPS, False),
        (TransferOutcome.BEGUN, 1, True),
        (TransferOutcome.NOT_YET, FOLLOW_UPS, False),
        (TransferOutcome.WORKS, 0, False),
        (TransferOutcome.GIVEN_UP, 0, False),
    ],
)
def test_it_is_asked_again_only_where_it_goes_on_and_not_for_ever(outcome, asked, again):
    assert (asked_again(outcome, asked, BEGINNING) is not None) is again


def test_a_sheet_lacks_what_it_cannot_do_without_in_the_order_of_its_columns():
    assert lacking([]) == (SheetPart.ACTION, SheetPart.WHAT, SheetPart.BY_WHOM)
    assert lacking(list(SheetPart)) == ()
