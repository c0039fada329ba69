"""Plays a transcript: the real router, handlers, use cases and database; only channel and clock are doubles.

Lines of a `.chat` file:
    # a remark                                   kept as it is
    @member amina language=fr centre=TN-1        somebody who came in long ago (see `Named`)
    @code claim                                  a code that the server printed: <code 1>
    @site https://bot.example.org                our web server is reached there
    @code invitation                             an invitation to TN-1 as teacher, for one
    @voices learners TN-1 3                      they are asked without a name about that centre for three days: <code 1>
    @heard learners TN-1 5 inclusion_voice=2      five of those who are asked about it hand that in
    @closed round                                the latest round is closed, as its coordinator closes it
    @assessed TN-2 4 green=1                     a self-assessment of that centre, level 4 everywhere but there, was handed in
    @signed TN-1 of=eight_areas_in_depth people=amina,omar rated=44 needs=action
                                                 that centre's self-assessment was signed (see `recognised.signed`)
    @reopened TN-1 A level was wrong.            it was opened again, for that reason
    @person omar client=ar channel=matrix        somebody who is new
    amina: text                                  says it; a line "     | …" goes on with it
    amina (matrix): text                         says it on another channel
    amina taps: Label                            taps a button of the last message that shows it
    amina pastes: characters 10000               a text that her client has to cut into several messages
    amina sends: document workshop.md [size]     that file of `tests/conversations/questionnaire`, where there is one
    amina sends: photo | voice | sticker | document | place 36.8 10.2 | characters 10000
    amina sends: album 30                        so many photos at once, which arrive one by one
    amina sends: photo saying The roof           a file with words
    amina sends: album 3 saying The roof         the words come with the first one
    amina corrects: old text -> new text         edits her own message
    amina leaves                                 blocks the bot
    amina in hall: text                          says it in a group or room of several; what the bot says there is "bot in hall: …"
    amina in hall taps: Label                    likewise
    amina in hall answers: beginning -> text     replies to the bot's latest message there that begins like this
    @held giulia 2 marco=yes,carla=none Bread     a session of hers in two days, with these invited
    @rooms matrix                                there the bot opens rooms by itself; "bot opens room1: …" shows what it does
    @groups telegram                             there it is taken along into groups; one called forum… has topics
    @kicked hall telegram                        the bot was put out of it; @without-right pin: it may not do that any more
    -- 3 days later --                           moves the clock and lets what is due happen
    @published workshop.md                       that questionnaire is there for all: of `tests/conversations/questionnaire`, or built in
    @published workshop.md 3                     for three days
    @round eight_areas.md 14                     a round in which all centres' teams answer it together, for 14 days
    @opened 10                                   a round of the self-assessment is opened to all, who are told, for 10 days
    @holidays TN GE                              the public holidays of these countries are known
    @hands-in omar TN-2 3                        omar hands in the first three parts for that centre; without a number: all
    @signs TN-1 [tools=1 food=3]                 what that centre's team handed in is signed off, at these levels; with @reopens, open again
    @programme 2023-01-01                        the two phases, for all centres from that day on; with a country: only there
    @leaves amina TN-1                           she no longer belongs to that centre; with @joins, she does
    @ends TN-2                                   that centre no longer takes part; with @returns, it does again
    @speaks IT-1 it,fr                           in these languages it works from now on
    @contributed TN-1 amina green_courses=2      she handed that in to its assessment in the latest round
    @updated workshop-2.md                       that is its new version; with @moved, also for those who are inside
    @session fatou 2023-03-16T14:00 capacity=2   she has proposed it to everybody, for then on her clock; with per_centre=1, too
    @visit live GE-1 TN-1,IT-1 green              those two visit GE-1 in two hours (see `visited.visit`); or diary, from today
    @practice TN-1 amina green en A day in the kitchen   it was published; "-" for nobody (see `practised.practice`)
    @announced paul green en=Text | fr=Texte     he has announced that to everybody; without a topic "-", or "urgent"
    @crowd 1990 TN-1 fr,ar                       so many teachers more, with whom nobody talks; they speak these in turn
    @rules approval_above=2 weekly_cap=1         the programme's; @role-ends mariam: she coordinates nothing any more
    @silent amina 366                            for so many days she has written nothing
    @reworded 0                                  whatever people agreed to so far was worded so, and not as it is today
    @copies 2                                    of broadcasts, the platforms take so many at a time from now on
    @fate omar uncertain                         of the next broadcast to him: uncertain | blocked | gone | refused
Everything else is what the bot says; it is compared, or renewed by `--renew-chats`.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import event
from sqlmodel import Session, col, select

from bot import app
from bot.core.messages import FileKind, FileReference, Incoming, IncomingKind, Outgoing, Priority
from bot.core.ports import Handler
from bot.delivery import offers
from bot.delivery.broadcasts import NO_LONGER_ADDRESSED, NotAtAll, NotNow
from bot.delivery.channel import SITE
from bot.delivery.claims import Claimed
from bot.delivery.codec import outgoing_from_json
from bot.delivery.failures import Rejected, SendFailure, UnknownOutcome, Unreachable
from bot.delivery.reception import Reception
from bot.delivery.room_acts import RoomKeeper
from bot.delivery.verdicts import verdict
from bot.delivery.wanted_files import Fetcher
from bot.file_purposes import file_purposes
from bot.i18n.markup import plain
from bot.matchmaking import Matchmaker
from bot.scheduling.ticks import Tick
from bot.storage.addresses import Address, AddressState
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.centres import Centre
from bot.storage.channel_states import remember
from bot.storage.database import Database
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.invitations import Invitation
from bot.storage.memberships import CentreFunction
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.questionnaires import Voice
from bot.ticks import ticks
from bot.usecases import claiming, invitations
from bot.usecases.work import COMMAND, Work
from tests.announced import ANNOUNCEMENTS
from tests.practised import PRACTICES
from tests.transcripts.assessed import assessed
from tests.transcripts.attachments import Folder, in_this_process
from tests.transcripts.canonical import ISOLATES, canonical
from tests.transcripts.crowds import CROWDS
from tests.transcripts.idle_ticks import IdleTicks
from tests.transcripts.published import form_file, published, updated
from tests.transcripts.recognised import reopened, signed
from tests.transcripts.room_platform import Platform, connect
from tests.transcripts.rounds import DEEDS, opened, opened_to_all
from tests.transcripts.sessions import SESSIONS
from tests.transcripts.teams import begun, contributed, latest_for_teams
from tests.transcripts.visited import VISITS
from tests.transcripts.voiced import closed, code_for, voiced
from tests.transcripts.world import BEGINNING, Named, furnish, settle

STEPS = {timedelta(days=1): timedelta(minutes=30), timedelta(days=4): timedelta(hours=1)}  # by how much time passes
LONGEST_STEP = timedelta(hours=6)
LONGEST_LOOK = timedelta(days=8)  # ahead
CLEARING = "retention"  # once a day, whether anything is over or not; nobody is told
HOUR = 3600  # seconds
WRITES = re.compile(r"\b(INSERT INTO|UPDATE \w+ SET)\b")
LONGEST_MESSAGE = 3000  # signs: clients that cut at the end of a line leave room behind it
CODE = re.compile(r"\b[ABCDEFGHJKMNPQRSTUVWXYZ23456789]{8}\b|(?<=/calendar/)[\w-]{43}")
LATER = re.compile(r"^-- (\d+) (second|minute|hour|day|week)s? later --$")
SPEAKER = re.compile(
    r"^(?P<name>[a-z]\w*)(?: \((?P<channel>\w+)\))?(?: in (?P<place>\w+))?"
    r"(?P<verb>: | taps: | sends: | pastes: | corrects: | answers: )(?P<rest>.*)$",
    re.DOTALL,
)
LEAVES = re.compile(r"^(?P<name>[a-z]\w*)(?: \((?P<channel>\w+)\))? leaves$")


class SomethingIsDueError(Exception):
    """Undoes a look at what is."""


@dataclass
class ManualClock:
    at: datetime = BEGINNING

    def now(self) -> datetime:
        return self.at


@dataclass
class Play:
    database: Database
    restarting: bool = False
    step_by_step: bool = False  # while time passes, as transcripts are written
    more: tuple[Handler, ...] = ()  # talks beside those of the bot
    clock: ManualClock = field(default_factory=ManualClock)
    idle_ticks: IdleTicks = field(default_factory=IdleTicks)
    people: dict[str, Named] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    shown: list[tuple[str, str, Outgoing, str]] = field(default_factory=list)  # (name, channel, message, external id)
    said: dict[tuple[str, str], str] = field(default_factory=dict)  # (name, text) → message id
    codes: list[str] = field(default_factory=list)  # as they were made; shown as <code 1>, <code 2>…
    count: int = 0
    copies_at_a_time: int = 1000
    refusals: set[str] = field(default_factory=set)  # acts in rooms that a platform does not allow
    fates: dict[str, SendFailure] = field(default_factory=dict)  # by name: how a platform answers to the next copy

    def __post_init__(self) -> None:
        self.database.write_now(furnish)
        self._start()

    def _start(self) -> None:
        """As after a restart: nothing but the database is left from before."""
        self.parts = app.talks(app.translator() if not hasattr(self, "parts") else self.parts.translator, self.more)
        self.purposes = file_purposes(self.parts.translator, _nobody, in_this_process)
        self.reception = Reception(
            self.database,
            self.parts.router.step,
            self.parts.router.sorry,
            clock=self.clock,
            work_for=app.work_for(self.parts.translator, _nobody),
            wake=_nobody,
        )

    # -- reading a script ----------------------------------------------------------------------------------------------
    def play(self, script: str) -> str:
        """The transcript as it really went, in the same form."""
        for line in _joined(script):
            if not line.strip() or line.startswith("#"):
                self.lines.append(line)
            elif line.startswith("@"):
                self.lines.append(line)
                self._introduce(line)
            elif match := LATER.match(line):
                self.lines.append(line)
                self._later(timedelta(**{f"{match[2]}s": int(match[1])}))
            elif match := LEAVES.match(line):
                self.lines.append(line)
                self._incoming(self._named(match["name"], match["channel"]), kind=IncomingKind.BLOCKED)
            elif (match := SPEAKER.match(line)) and match["name"] in self.people:
                self.lines.append(line)
                self._spoken(match)
        return "\n".join(self.lines).rstrip("\n") + "\n"

    def _introduce(self, line: str) -> None:
        kind, name, *fields = line[1:].split()
        match kind:
            case "copies" | "fate":
                self._platforms_will(kind, name, *fields)
            case "assessed":
                levels = {area: int(level) for area, level in (item.split("=", 1) for item in fields[1:])}
                handed_in = partial(assessed, centre=name, level=int(fields[0]), now=self.clock.now(), levels=levels)
                self.database.write_now(handed_in)
            case "signed" | "reopened":
                self.database.write_now(partial(self._signs, kind, name, fields))
                self._collect(None)
            case "published" | "updated" | "moved" | "voices" | "closed" | "round" | "opened":
                self.database.write_now(partial(self._brings, kind, name, fields))
            case "contributed":
                self.database.write_now(partial(self._contributes, name, fields))
            case "site":
                self.database.write_now(lambda session: remember(session, "web", "bot", SITE, name))
            case "code":
                self.codes.append(self.database.write_now(partial(CODES[name], self)))
            case "rooms" | "groups" | "without-right" | "kicked":
                self._about_rooms(kind, name, fields)
            case "member" | "person":
                self._comes(Named(name, member=kind == "member", **dict(item.split("=", 1) for item in fields)))
            case _:
                deeds = {**DEEDS, **SESSIONS, **VISITS, **PRACTICES, **ANNOUNCEMENTS, **CROWDS}
                self.database.write_now(partial(deeds[kind], now=self.clock.now(), about=(name, *fields)))

    def _about_rooms(self, kind: str, name: str, fields: list[str]) -> None:
        match kind:
            case "without-right":
                self.refusals.add(name)
            case "kicked":
                self._put_out(name, *fields)
            case _:
                self.database.write_now(partial(connect, kind=kind, channel=name))

    def _put_out(self, place: str, channel: str) -> None:
        self.count += 1
        chat = f"chat-{place}"
        event = Incoming(
            channel, "bot", str(self.count), chat, chat, self.clock.now(), IncomingKind.BLOCKED, private=False
        )
        asyncio.run(self._work(event))

    def _comes(self, named: Named) -> None:
        self.people[named.name] = named
        if named.member:
            self.database.write_now(partial(settle, named=named))

    def _asks(self, voice: str, centre: str, days: str, session: Session) -> str:
        work = self.work(session)
        closes_at = self.clock.now() + timedelta(days=int(days))
        return code_for(work, voiced(work, Voice(voice), closes_at=closes_at)[0], centre)

    def _platforms_will(self, kind: str, name: str, fate: str = "") -> None:
        match kind:
            case "copies":
                self.copies_at_a_time = int(name)
            case _:
                self.fates[name] = FATES[fate]

    def _signs(self, kind: str, centre: str, fields: list[str], session: Session) -> None:
        match kind:
            case "signed":
                signed(session, centre, self.clock.now(), **dict(item.split("=", 1) for item in fields))
            case _:
                reopened(session, centre, " ".join(fields), self.clock.now())

    def _brings(self, kind: str, name: str, fields: list[str], session: Session) -> None:
        match kind:
            case "published":
                closes = self.clock.now() + timedelta(days=int(fields[0])) if fields else None
                published(session, form_file(name), self.work, closes_at=closes)
            case "voices":
                self.codes.append(self._asks(name, *fields, session=session))
            case "closed":
                closed(self.work(session))
            case "opened":
                opened_to_all(self.work(session), int(name))
            case "round":
                opened(session, form_file(name), self.work, closes_at=self.clock.now() + timedelta(days=int(fields[0])))
            case _:
                updated(session, form_file(name), self.work, move_drafts=kind == "moved")

    def _contributes(self, centre: str, fields: list[str], session: Session) -> None:
        at, (name, *said) = self.clock.now(), fields
        publication = latest_for_teams(session)
        contributed(session, begun(session, publication, centre, at), name, dict(one.split("=") for one in said), at)

    def _named(self, name: str, channel: str | None, place: str | None = None) -> Named:
        named = self.people[name]
        return replace(named, channel=channel or named.channel, place=place)

    def _spoken(self, match: re.Match[str]) -> None:
        named = self._named(match["name"], match["channel"], match["place"])
        rest = match["rest"]
        match match["verb"].strip(" :"):
            case "":
                text = rest.replace("\n     | ", "\n")
                for number, code in enumerate(self.codes, 1):
                    text = text.replace(f"<code {number}>", code)
                self._incoming(named, text=text)
                self.said[named.name, text] = f"m{self.count}"
            case "answers":
                beginning, _arrow, text = rest.partition(" -> ")
                self._incoming(named, text=text, reply_to=self._message(named, beginning))
            case "taps":
                message, choice = self._button(named, rest)
                self._incoming(named, kind=IncomingKind.TAP, data=choice, message_id=message, tap_id=f"tap{self.count}")
            case "sends":
                self._sends(named, rest)
            case "pastes":
                self._pasted(named, _sent(rest)["text"])
            case "corrects":
                old, _arrow, new = rest.partition(" -> ")
                self._incoming(named, kind=IncomingKind.EDIT, text=new, message_id=self.said[named.name, old])

    def _sends(self, named: Named, what: str) -> None:
        kind, _space, count = what.partition(" ")
        if kind != "album":
            self._incoming(named, **_sent(what))
            return
        shared = f"album{self.count}"
        count, _saying, caption = count.partition(" saying ")
        for photo in range(int(count)):
            self._incoming(named, **_sent("photo" if photo or not caption else f"photo saying {caption}"), album=shared)

    def _pasted(self, named: Named, text: str) -> None:
        first = f"m{self.count + 1}"
        self._incoming(named, text=text[:LONGEST_MESSAGE])
        for begin in range(LONGEST_MESSAGE, len(text), LONGEST_MESSAGE):
            self._incoming(named, text=text[begin : begin + LONGEST_MESSAGE], continues=first)

    def _button(self, named: Named, label: str) -> tuple[str, str]:
        for name, channel, message, external_id in reversed(self.shown):
            if (name, channel) != (named.where, named.channel):
                continue
            for choice in (*message.choices, *message.controls):
                if plain(choice.label).translate(ISOLATES) == label:
                    return external_id, choice.data
        raise AssertionError(f"{named.name} sees no button {label!r}:\n" + "\n".join(self.lines[-6:]))

    def _message(self, named: Named, beginning: str) -> str:
        for name, channel, message, external_id in reversed(self.shown):
            said = plain(message.text).translate(ISOLATES)
            if (name, channel) == (named.where, named.channel) and said.startswith(beginning):
                return external_id
        raise AssertionError(f"nothing begins with {beginning!r}:\n" + "\n".join(self.lines[-6:]))

    # -- what happens --------------------------------------------------------------------------------------------------
    def _incoming(self, named: Named, **parts: object) -> None:
        self.count += 1
        fields = {"message_id": f"m{self.count}", **parts}
        incoming = Incoming(
            channel=named.channel,
            account="bot",
            external_id=str(self.count),
            sender=named.name,
            chat=f"chat-{named.where}",
            private=named.place is None,
            has_topics=(named.place or "").startswith("forum") and "_" not in (named.place or ""),
            at=self.clock.now(),
            language_hint=named.client,
            name=named.name.title(),
            **fields,
        )
        if self.restarting:
            self._start()
        asyncio.run(self._work(incoming))
        self._collect(named)

    async def _work(self, incoming: Incoming) -> None:
        await self.reception.accept(incoming.channel, incoming.account, [incoming, incoming], {})
        while await self.reception.work_waiting() or await self._asked_beside():
            pass
        await self._fetch(incoming.channel)
        await self._keep_rooms()
        await self._matchmake()
        failures = self.database.read_now(
            lambda session: session.exec(select(InboxRow.error).where(InboxRow.state != InboxState.DONE)).all()
        )
        assert not failures, failures

    async def _asked_beside(self) -> bool:
        """Waits for steps that begin anew with what was asked beside them; whether there were any."""
        begun = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*begun)
        return bool(begun)

    async def _fetch(self, channel: str) -> None:
        """What the owner of the channel does beside receiving and sending."""
        fetcher = Fetcher(self.database, Folder(channel), self.purposes, clock=self.clock)
        while await fetcher.work_waiting():
            pass

    async def _keep_rooms(self) -> None:
        """Likewise."""
        for channel in sorted({named.channel for named in self.people.values()}):
            platform = Platform(channel, self.lines, self.refusals)
            keeper = RoomKeeper(
                self.database, platform, app.room_verbs(self.parts.translator, _nobody), clock=self.clock
            )
            while await keeper.work_waiting():
                pass

    async def _matchmake(self) -> None:
        """What a worker does beside replying."""
        matchmaker = Matchmaker(self.database, self.parts.translator, in_this_process, clock=self.clock, wake=_nobody)
        while await matchmaker.work_waiting():
            pass

    def _later(self, span: timedelta) -> None:
        """
        In small steps, so that what is due at an instant is seen to about then and in its order. Several are passed at once
        if nothing is due after them: a transcript that is played goes as it was written, step by step, or fails.
        """
        until = self.clock.at + span
        step = next((step for most, step in STEPS.items() if span <= most), LONGEST_STEP)
        steps = most = 1 if self.step_by_step else max(1, LONGEST_LOOK // step)
        while self.clock.at < until:
            left = -((self.clock.at - until) // step)  # steps, rounded up
            steps = min(steps, left)
            at = min(until, self.clock.at + steps * step)
            if steps > 1 and self._is_anything_due(at):
                steps //= 2
                continue
            since, self.clock.at = self.clock.at, at
            do = self._ticked if steps == 1 else self._cleared
            while self.database.write_now(partial(do, since)):
                pass
            asyncio.run(self._beside_ticks())
            steps = min(most, 2 * steps)
        self._collect(None)

    def _is_anything_due(self, at: datetime) -> bool:
        """Looks without doing it. What would be written shows it, and is not: PostgreSQL gives no number twice."""
        try:
            self.database.write_now(partial(self._looked, at))
        except SomethingIsDueError:
            return True
        return False

    def _looked(self, at: datetime, session: Session) -> None:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", _refuse_to_write)
        event.listen(connection, "after_cursor_execute", _refuse_to_delete)
        try:
            if any(self._found(session, self.clock.now(), at, lambda one: one.name != CLEARING)):
                raise SomethingIsDueError
            session.flush()
        finally:
            event.remove(connection, "before_cursor_execute", _refuse_to_write)
            event.remove(connection, "after_cursor_execute", _refuse_to_delete)

    def _ticked(self, since: datetime, session: Session) -> bool:
        """Whether there is more to do at this instant. One commit for all: eight days are 384 instants."""
        return sum(1 for _tick in self._found(session, since, self.clock.now())) > 0

    def _cleared(self, since: datetime, session: Session) -> bool:
        """The same of what is kept for a time: within the days that were passed at once nothing else was due."""
        return any(self._found(session, since, self.clock.now(), lambda one: one.name == CLEARING))

    def _found(
        self, session: Session, since: datetime, at: datetime, is_asked: Callable[[Tick], bool] = lambda _one: True
    ) -> Iterator[Tick]:
        """Whatever does something at this instant; what is looked after once an hour, where an hour began `since` then."""
        idle = IdleTicks() if self.step_by_step else self.idle_ticks
        jobs = filter(is_asked, ticks(self.parts.translator, _nobody))
        return idle.found(session, (one for one in jobs if one.seconds < HOUR or _begins(HOUR, since, at)), at)

    async def _beside_ticks(self) -> None:
        await self._keep_rooms()
        await self._matchmake()
        for channel in sorted({named.channel for named in self.people.values()}):
            await self._fetch(channel)

    def _collect(self, speaker: Named | None) -> None:
        """Take what is queued, as a platform would."""
        for row, message in self.database.write_now(self._taken):
            external_id = row.external_id or "" if row.in_group else f"b{row.id}"
            name = row.chat.removeprefix("chat-")
            if name not in self.people and not row.in_group:  # the somebody of a centre, with whom nobody talks
                continue
            if row.priority == Priority.COSMETIC or (message.acknowledges and not message.text):
                continue
            self.shown.append((name, row.channel, message, external_id))
            here = speaker is not None and (name, row.channel) == (speaker.name, speaker.channel)
            to = (
                f" in {name}"
                if row.in_group
                else ""
                if here
                else f" to {name}"
                if self.people[name].channel == row.channel
                else f" to {name} ({row.channel})"
            )
            verb = _verb(row, message)
            self.lines.append(f"bot{to}{verb}: {self._without_codes(canonical(message))}")

    def _taken(self, session: Session) -> list[tuple[OutboxRow, Outgoing]]:
        queued = select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED).order_by(col(OutboxRow.id))
        messages = session.exec(queued.where(col(OutboxRow.broadcast_id).is_(None))).all()
        taken = [(row, outgoing_from_json(row.payload)) for row in messages]
        under_way = queued.join(Broadcast).where(
            Broadcast.state == BroadcastState.SENDING, col(OutboxRow.due_at) <= self.clock.now()
        )
        copies = session.exec(under_way.limit(self.copies_at_a_time)).all()
        words = app.compose(self.parts.translator)(session, [claimed_copy(row) for row in copies], self.clock.now())
        for row in copies:
            address = session.get_one(Address, row.address_id)
            failure = self.fates.pop(row.chat.removeprefix("chat-"), None)
            if address.state is not AddressState.OK:
                row.state = OutboxState.FAILED
            elif isinstance(word := words.get(row.id, NotAtAll(NO_LONGER_ADDRESSED)), NotNow):
                row.due_at, row.reason = word.until, word.why
            elif isinstance(word, NotAtAll):
                row.state, row.reason = OutboxState.SKIPPED, word.why
            elif failure is not None:
                copy = replace(claimed_copy(row), outgoing=word)
                became = verdict(copy, failure, idempotent=False, now=self.clock.now())
                row.state, row.reason = became.result.state, became.result.reason
                row.edits_id = None if became.result.stands_alone else row.edits_id
                address.state = became.address or address.state
            else:
                taken.append((row, word))
        for row, message in taken:
            row.state, row.external_id, row.payload = OutboxState.SENT, f"b{row.edits_id or row.id}", None
            row.offers = offers.to_keep(
                message, is_edit=row.edits_id is not None, in_group=row.in_group, is_copy=row.broadcast_id is not None
            )
            row.sent_at, row.reason = self.clock.now(), None
        return taken

    def _without_codes(self, line: str) -> str:
        """Codes are random: their number stands for them."""
        for code in CODE.findall(line):
            if code not in self.codes:
                self.codes.append(code)
            line = line.replace(code, f"<code {self.codes.index(code) + 1}>")
        return line

    def work(self, session: Session) -> Work:
        """As somebody with a shell on the server."""
        return Work(session, self.clock.now(), COMMAND, self.parts.translator, _nobody)


def _begins(seconds: int, since: datetime, at: datetime) -> bool:
    return since.timestamp() // seconds < at.timestamp() // seconds


def _refuse_to_write(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
    if WRITES.search(statement):
        raise SomethingIsDueError


def _refuse_to_delete(_connection: object, cursor: Any, statement: str, *_others: object) -> None:
    """Not nothing: what is over is deleted without a look at whether there is any."""
    if "DELETE FROM" in statement and cursor.rowcount:
        raise SomethingIsDueError


def _verb(row: OutboxRow, message: Outgoing) -> str:
    if message.acknowledges:
        return " briefly"
    if message.pins or message.unpins:
        return " pins" if message.pins else " unpins"
    if message.removes:
        return " removes"
    return " edits" if message.edits or row.edits_id else ""


def claimed_copy(row: OutboxRow) -> Claimed:
    return Claimed(
        id=row.id,
        dedupe_key=row.dedupe_key,
        chat=row.chat,
        in_group=row.in_group,
        priority=Priority(row.priority),
        outgoing=None,
        edits=None if row.edits_id is None else f"b{row.edits_id}",
        attempts=row.attempts,
        unanswered=row.unanswered,
        address_id=row.address_id,
        person_id=row.person_id,
        broadcast_id=row.broadcast_id,
    )


def _nobody(_channel: str, _account: str) -> None:
    """Nobody sleeps in a transcript, so nobody is woken."""


def _joined(script: str) -> list[str]:
    """Lines, with those that go on with another ("     | …") joined to it."""
    lines: list[str] = []
    for line in script.splitlines():
        if line.startswith("     | ") and lines:
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    return lines


def _sent(what: str) -> dict[str, object]:
    kind, _space, rest = what.partition(" ")
    if kind == "place":
        latitude, longitude = rest.split()
        return {"kind": IncomingKind.PLACE, "place": (float(latitude), float(longitude))}
    if kind == "characters":
        return {"text": "a" * int(rest)}
    if kind == "sticker":
        return {"kind": IncomingKind.OTHER, "data": "sticker"}
    about, _saying, caption = what.partition(" saying ")
    kind, _space, rest = about.partition(" ")
    name, _space, size = rest.partition(" ")
    file = FileReference(FileKind(kind), f"file-{name or kind}", name=name or None, size=int(size or 1000))
    return {"kind": IncomingKind.FILES, "files": (file,), "text": caption}


def _invitation(play: Play, session: Session) -> str:
    centre = session.exec(select(Centre).where(Centre.code == "TN-1")).one()
    invitation = invitations.invite(play.work(session), centre.id, CentreFunction.TEACHER, most_uses=1)
    assert isinstance(invitation, Invitation)
    return invitation.code


def _claim(play: Play, session: Session) -> str:
    return claiming.new_code(play.work(session))


FATES: dict[str, SendFailure] = {
    "uncertain": UnknownOutcome("timed out"),
    "blocked": Unreachable("bot was blocked by the user"),
    "gone": Unreachable("user is deactivated", gone=True),
    "refused": Rejected("message is too strange"),
}
CODES: dict[str, Callable[[Play, Session], str]] = {"claim": _claim, "invitation": _invitation}
