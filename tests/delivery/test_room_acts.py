"""What is done in rooms is done once, whatever breaks meanwhile, and as slowly as a platform asks for."""

import asyncio
from collections import defaultdict
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from bot import app
from bot.delivery import leases
from bot.delivery.channel import OPENS_ROOMS
from bot.delivery.failures import ChatMoved, NotAllowed, NotSent, Rejected, TooFast, UnknownOutcome, Unreachable
from bot.delivery.room_acts import ATTEMPTS, RoomKeeper
from bot.storage.channel_states import remember
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.rooms import RoomAct, RoomActState, RoomState, SessionRoom, agenda_key
from bot.storage.sessions import RsvpAnswer, find_rsvp
from bot.usecases import room_clock, rooms, sessions
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.play import ManualClock
from tests.transcripts.room_sessions import held
from tests.transcripts.world import Named, furnish, settle
from tests.usecases.announcing import acting

pytestmark = pytest.mark.slow  # a world with people and a session for each case
POINTS = ("room act begun", "room act done", "room act noted")
TRANSLATOR = app.translator()


class Killed(BaseException):
    """As kill -9: nobody catches it."""


class Platform:
    """Finds what is there where it is `idempotent`; else it does everything as often as it is asked."""

    name, account = "scripted", "bot"

    def __init__(self, *, idempotent=True):
        self.idempotent = idempotent
        self.done = []
        self.opened = {}
        self.answers = defaultdict(list)  # by act: what is raised at its next attempts; ("after", …): once it is done

    def _act(self, what, about):
        failure = self.answers[what].pop(0) if self.answers[what] else None
        if isinstance(failure, Exception):
            raise failure
        if not (self.idempotent and (what, about) in self.done):
            self.done.append((what, about))
        if failure is not None:
            raise failure[1]

    async def open_room(self, wanted):
        self._act("open", wanted.name)
        return f"{wanted.chat or 'chat'}:{len(self.done)}" if not self.idempotent else f"chat-{wanted.key}"

    async def invite(self, chat, guest):
        self._act("invite", guest)

    async def pin(self, chat, message):
        self._act("pin", message)

    async def rename_room(self, chat, wanted):
        self._act("rename", wanted.name)

    async def close_room(self, chat, *, is_ours):
        self._act("close", is_ours)


class Hotel:
    """A session that giulia organises, to which three others come; its room is asked for."""

    def __init__(self, database, platform, *, given=False):
        self.database, self.platform, self.time = database, platform, ManualClock()
        self.verbs = app.room_verbs(TRANSLATOR, nobody)

        def job(session):
            furnish(session)
            for name in ("giulia", "marco", "carla", "nino"):
                settle(session, Named(name, centre="IT-1", channel="scripted", language="en"))
            held(session, now=self.time.now(), about=("giulia", "2", "marco=yes,carla=yes,nino=no", "Bread"))
            remember(session, "scripted", "bot", OPENS_ROOMS, "yes")
            work = acting(session, 1, self.time.now())
            if given:
                rooms.give(work, "1", "scripted", "bot", "-100", has_topics=True)
            else:
                rooms.ask_for(work, "1", "scripted")

        database.write_now(job)

    def works(self, faults=lambda _point: None, lease=None):
        keeper = RoomKeeper(self.database, self.platform, self.verbs, clock=self.time, faults=faults)

        async def round_after_round():
            while await keeper.work_waiting(lease):
                pass

        asyncio.run(round_after_round())

    def sends(self):
        """As the sender would."""

        def job(session):
            for row in session.exec(select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)):
                row.state, row.external_id = OutboxState.SENT, f"m-{row.dedupe_key}"
                session.add(row)

        self.database.write_now(job)

    def later(self, **span):
        self.time.at += timedelta(**span)

    def does(self, verb, *about):
        return self.database.write_now(lambda session: verb(acting(session, 1, self.time.now()), *about))

    def ticks(self):
        def job(session):
            return room_clock.look_after(Work(session, self.time.now(), SYSTEM, TRANSLATOR, nobody))

        while self.database.write_now(job):
            pass

    @property
    def room(self):
        return self.database.read_now(lambda session: session.exec(select(SessionRoom)).one())

    def acts(self):
        rows = self.database.read_now(lambda session: session.exec(select(RoomAct).order_by(RoomAct.id)).all())
        return [(row.kind.value, row.state.value) for row in rows]

    def told(self):
        rows = self.database.read_now(lambda session: session.exec(select(OutboxRow).order_by(OutboxRow.id)).all())
        return [row.dedupe_key for row in rows]


def nobody(*_):
    """Nobody sleeps here."""


def killed_at(point, nth=1):
    left = [nth]

    def faults(reached):
        if reached == point:
            left[0] -= 1
            if left[0] == 0:
                raise Killed

    return faults


def rsvp(work, person, answer):
    row = find_rsvp(work.session, 1, person)
    row.answer, row.at = RsvpAnswer(answer), work.now
    work.session.add(row)


ALL = [("open", "Bread"), ("invite", "marco"), ("invite", "carla"), ("invite", "giulia")]


def everything(hotel):
    """From the opening to the end, with what must happen between."""
    hotel.works()
    hotel.sends()
    hotel.later(seconds=3)
    hotel.works()
    return sorted(hotel.platform.done)


def test_a_room_is_opened_those_who_come_are_invited_and_the_agenda_is_pinned(database):
    hotel = Hotel(database, Platform())
    assert everything(hotel) == sorted([*ALL, ("pin", f"m-{agenda_key(1)}")])
    assert hotel.room.state is RoomState.OPEN
    assert {state for _kind, state in hotel.acts()} == {"done"}


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_leaves_nothing_undone_and_nothing_twice(database, point, nth):
    hotel = Hotel(database, Platform())
    with pytest.raises(Killed):
        hotel.works(killed_at(point, nth))
    assert everything(hotel) == sorted([*ALL, ("pin", f"m-{agenda_key(1)}")])
    assert [key for key in hotel.told() if key == agenda_key(1)] == [agenda_key(1)]


def test_where_a_topic_may_have_been_made_twice_the_organiser_is_told(database):
    hotel = Hotel(database, Platform(idempotent=False), given=True)
    with pytest.raises(Killed):
        hotel.works(killed_at("room act done"))
    hotel.works()
    assert [what for what, _about in hotel.platform.done if what == "open"] == ["open", "open"]
    assert "room:1:twice:1" in hotel.told()


def test_a_topic_that_was_certainly_not_made_is_not_spoken_of(database):
    platform = Platform(idempotent=False)
    platform.answers["open"] = [NotSent("down"), TooFast(5)]
    hotel = Hotel(database, platform, given=True)
    for _try in range(3):
        hotel.works()
        hotel.later(minutes=1)
    assert hotel.room.state is RoomState.OPEN
    assert "room:1:twice:1" not in hotel.told()


def test_patience_is_kept_for_all_of_a_kind_and_over_a_restart(database):
    platform = Platform()
    platform.answers["invite"] = [TooFast(30)]
    hotel = Hotel(database, platform)
    hotel.works()
    assert platform.done == [("open", "Bread")]
    hotel.later(seconds=29)
    hotel.works()
    assert platform.done == [("open", "Bread")]
    hotel.later(seconds=2)
    hotel.works()
    assert sorted(platform.done) == sorted(ALL)


def test_a_platform_that_is_down_is_asked_again_and_given_up_in_the_end(database):
    platform = Platform()
    platform.answers["open"] = [NotSent("down")] * ATTEMPTS
    hotel = Hotel(database, platform)
    for _attempt in range(ATTEMPTS):
        assert hotel.room.state is RoomState.WANTED
        hotel.works()
        hotel.later(hours=2)
    assert (hotel.room.state, hotel.told()) == (RoomState.LOST, ["room:1:not opened:1"])


def test_an_answer_that_nobody_heard_is_asked_for_again(database):
    platform = Platform()
    platform.answers["open"] = [("after", UnknownOutcome("timed out"))]
    hotel = Hotel(database, platform)
    hotel.works()
    hotel.later(minutes=1)
    hotel.works()
    assert hotel.room.state is RoomState.OPEN
    assert [about for what, about in platform.done if what == "open"] == ["Bread"]


def test_who_cannot_be_invited_holds_up_nobody(database):
    platform = Platform()
    platform.answers["invite"] = [Unreachable("not on this server")]
    hotel = Hotel(database, platform)
    hotel.works()
    assert sorted(hotel.acts())[:3] == [("invite", "done"), ("invite", "done"), ("invite", "refused")]
    assert hotel.does(rooms.standing, "1").rooms[0].refused == 1


def test_whoever_says_yes_later_is_invited_and_whoever_says_no_is_not(database):
    hotel = Hotel(database, Platform())
    hotel.works()
    hotel.later(minutes=1)
    hotel.does(rsvp, 4, "yes")
    hotel.ticks()
    hotel.works()
    assert ("invite", "nino") in hotel.platform.done


def test_who_takes_back_the_yes_before_the_invitation_is_left_alone(database):
    platform = Platform()
    platform.answers["invite"] = [TooFast(3600)]
    hotel = Hotel(database, platform)
    hotel.works()
    hotel.later(minutes=1)
    hotel.does(rsvp, 2, "no")
    hotel.ticks()
    hotel.later(hours=2)
    hotel.works()
    assert ("invite", "marco") not in platform.done


def test_a_pin_without_the_right_is_told_and_tried_again_when_asked(database):
    platform = Platform()
    platform.answers["pin"] = [NotAllowed("not enough rights")]
    hotel = Hotel(database, platform)
    everything(hotel)
    assert any(key.startswith("room:1:not pinned") for key in hotel.told())
    chat = hotel.room.external_id
    hotel.does(lambda work: rooms.give(work, "1", "scripted", "bot", chat, has_topics=False))
    hotel.works()
    assert ("pin", f"m-{agenda_key(1)}") in platform.done


def is_called(hotel, title):
    hotel.later(minutes=1)
    assert hotel.does(partial(sessions.change, title=title), 1) is None
    hotel.ticks()


def test_a_session_called_otherwise_has_its_room_renamed_also_back(database):
    hotel = Hotel(database, Platform())
    everything(hotel)
    for title in ("Rye bread", "Bread", "Rye bread"):
        is_called(hotel, title)
        hotel.works()
        assert hotel.acts()[-1] == ("rename", "done")
    hotel.later(minutes=1)
    hotel.ticks()
    assert [kind for kind, _state in hotel.acts()].count("rename") == 3


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_while_it_is_renamed_leaves_it_with_its_new_name(database, point):
    hotel = Hotel(database, Platform())
    everything(hotel)
    is_called(hotel, "Rye bread")
    with pytest.raises(Killed):
        hotel.works(killed_at(point))
    hotel.works()
    assert [about for what, about in hotel.platform.done if what == "rename"] == ["Rye bread"]
    assert hotel.acts()[-1] == ("rename", "done")


def test_without_the_right_to_rename_whoever_asked_is_told_and_it_is_tried_again(database):
    platform = Platform()
    hotel = Hotel(database, platform)
    everything(hotel)
    platform.answers["rename"] = [NotAllowed("not enough rights")]
    is_called(hotel, "Rye bread")
    hotel.works()
    assert any(key.startswith("room:1:not renamed") for key in hotel.told())
    chat = hotel.room.external_id
    hotel.does(lambda work: rooms.give(work, "1", "scripted", "bot", chat, has_topics=False))
    hotel.works()
    assert platform.done[-1] == ("rename", "Rye bread")


def test_the_group_of_others_keeps_its_name(database):
    platform = Platform(idempotent=False)
    platform.answers["open"] = [NotAllowed("not enough rights to create a topic")]
    hotel = Hotel(database, platform, given=True)
    everything(hotel)
    is_called(hotel, "Rye bread")
    hotel.works()
    assert "rename" not in {kind for kind, _state in hotel.acts()}


def test_without_the_right_to_make_topics_the_group_itself_is_the_room(database):
    platform = Platform(idempotent=False)
    platform.answers["open"] = [NotAllowed("not enough rights to create a topic")]
    hotel = Hotel(database, platform, given=True)
    hotel.works()
    assert (hotel.room.state, hotel.room.external_id, hotel.room.is_ours) == (RoomState.OPEN, "-100", False)
    assert "room:1:no topic:1" in hotel.told()


def test_a_group_that_moved_is_pinned_in_its_new_place(database):
    platform = Platform()
    platform.answers["pin"] = [ChatMoved("-100777")]
    hotel = Hotel(database, platform)
    everything(hotel)
    assert (hotel.room.external_id, platform.done[-1][0]) == ("-100777", "pin")


def test_a_room_closes_after_its_goodbye_has_arrived(database):
    hotel = Hotel(database, Platform())
    everything(hotel)
    hotel.does(rooms.close, 1)
    hotel.works()
    assert (hotel.room.state, ("close", True) in hotel.platform.done) == (RoomState.CLOSING, False)
    hotel.sends()
    hotel.later(seconds=3)
    hotel.works()
    assert (hotel.room.state, ("close", True) in hotel.platform.done) == (RoomState.CLOSED, True)


def test_where_it_may_not_be_locked_it_is_closed_for_us_and_that_is_told(database):
    platform = Platform()
    platform.answers["close"] = [NotAllowed("no right")]
    hotel = Hotel(database, platform)
    everything(hotel)
    hotel.does(rooms.close, 1)
    hotel.sends()
    hotel.works()
    assert hotel.room.state is RoomState.CLOSED
    assert "room:1:not locked:1" in hotel.told()


def test_a_room_closes_by_itself_a_week_after_the_session(database):
    hotel = Hotel(database, Platform())
    everything(hotel)
    hotel.later(days=8, hours=23)
    hotel.ticks()
    assert hotel.room.state is RoomState.OPEN
    hotel.later(hours=3)
    hotel.ticks()
    assert hotel.room.state is RoomState.CLOSING


def test_an_owner_who_is_not_one_any_more_notes_nothing(database):
    hotel = Hotel(database, Platform())
    old = database.write_now(lambda session: leases.acquire(session, "channel:scripted:bot", "old"))
    database.write_now(lambda session: leases.acquire(session, "channel:scripted:bot", "new", take_over=True))
    keeper = RoomKeeper(database, hotel.platform, hotel.verbs, clock=hotel.time)
    asyncio.run(keeper.work_waiting(old))
    assert (hotel.room.state, hotel.acts()) == (RoomState.WANTED, [("open", RoomActState.DUE.value)])


def test_a_message_that_never_went_out_is_not_pinned(database):
    hotel = Hotel(database, Platform())
    hotel.works()

    def fails(session):
        row = session.exec(select(OutboxRow).where(OutboxRow.dedupe_key == agenda_key(1))).one()
        row.state = OutboxState.FAILED
        session.add(row)

    database.write_now(fails)
    hotel.later(seconds=3)
    hotel.works()
    assert ("pin", "refused") in hotel.acts()


def test_a_refusal_is_final(database):
    platform = Platform()
    platform.answers["open"] = [Rejected("the alias is taken")]
    hotel = Hotel(database, platform)
    hotel.works()
    hotel.later(days=1)
    hotel.works()
    assert (platform.done, hotel.room.state) == ([], RoomState.LOST)
