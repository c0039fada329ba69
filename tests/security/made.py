"""
Attempts with arguments of our own, where no transcript calls a use case: made in the state that a transcript has reached.

What is made is undone with the attempts, so a state that no transcript reaches may be made here, too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select, update

from bot.core.messages import FileKind, FileReference
from bot.delivery.channel import LINK
from bot.domain.areas import PriorityArea
from bot.domain.practices import PracticeState
from bot.domain.sessions import HostPart
from bot.storage.addresses import Address
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.channel_states import remember
from bot.storage.consents import WORDING, Consent
from bot.storage.practice_reactions import PracticeComment
from bot.storage.practices import Practice, PracticeFile
from bot.storage.segments import Segment
from bot.storage.visit_reports import VisitNote
from bot.usecases.editions import Editions
from tests.security.doors import Door
from tests.transcripts.assessed import assessed
from tests.transcripts.world import BEGINNING

END = ""
Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Made:
    """
    `after`: the beginning of the first line after which it is tried; else at the end. `arguments`: by name, without the `Work`.

    `by`: whom it is meant for, as the transcript calls them; only they get something.
    """

    module: str
    name: str
    chat: str
    arguments: Callable[[Session], Arguments]
    after: str = END
    by: str = ""

    @property
    def door(self) -> Door:
        return Door(self.module, self.name)


def person_called(session: Session, name: str) -> int:
    return session.exec(select(Address.person_id).where(Address.chat == f"chat-{name}")).one()


def _with(**arguments: Any) -> Callable[[Session], Arguments]:
    return lambda _session: arguments


def _consent(session: Session) -> Arguments:
    row = Consent(
        person_id=person_called(session, "amina"),
        purpose="rooms",
        text_version=WORDING,
        language="en",
        given_at=BEGINNING,
    )
    session.add(row)
    session.flush()
    return {"consent_id": row.id}


def _to_be_noted(session: Session) -> Arguments:
    session.execute(update(Announcement).values(acknowledge=True))
    return {"argument": "1"}


def _kept_draft(session: Session) -> Arguments:
    session.execute(update(Announcement).values(state=AnnouncementState.DRAFT, submitted_at=None))
    return {"number": 1}


def _published_files(session: Session) -> Arguments:
    session.execute(update(Practice).values(state=PracticeState.PUBLISHED, published_at=BEGINNING))
    return {"number": 1, "chosen": [str(number) for number in session.exec(select(PracticeFile.id))]}


def _note(session: Session) -> Arguments:
    return {"note": session.exec(select(VisitNote.id).order_by(col(VisitNote.id))).first()}


def _segment(session: Session) -> Arguments:
    session.add(Segment(person_id=person_called(session, "leila"), name="Heads in the north", created_at=BEGINNING))
    return {}


def _commented(**arguments: Any) -> Callable[[Session], Arguments]:
    def made(session: Session) -> Arguments:
        amina = person_called(session, "amina")
        session.add(PracticeComment(practice_id=1, person_id=amina, text="Well done.", language="en", at=BEGINNING))
        return arguments

    return made


def _linked(session: Session) -> Arguments:
    remember(session, "telegram", "bot", LINK, "https://t.me/passerelle_bot?start=")
    return {"talk": "session", "argument": "1"}


def _need(session: Session) -> Arguments:
    assessed(session, "TN-2", 4, BEGINNING, levels={PriorityArea.GREEN: 1})
    return {"argument": "need-2"}


_TIMES = (BEGINNING + timedelta(days=8),)
MADE = (
    Made("action_plan_paper", "paper", "plan.chat", _with(centre_id=5)),
    Made("agreements", "withdraw", "mydata.chat", _consent, by="amina"),
    Made("announcement_acknowledging", "note", "news/posted.chat", _to_be_noted),
    Made("announcement_drafts", "drop", "news/posted.chat", _kept_draft, by="paul"),
    Made(
        "announcement_events",
        "questionnaires_on_offer",
        "questionnaire/nudging.chat",
        _with(),
        "paul: published",
    ),
    Made("centre_reports", "report", "reports/centre.chat", _with(editions=Editions(), assessment_id=1)),
    Made("compendium", "contents", "compendium.chat", _with(language="en")),
    Made("faq", "any_to_see", "news/questions.chat", _with(), "luca: people"),
    Made("faq", "found", "news/questions.chat", _with(words="people"), "luca: people"),
    Made("my_data_paper", "paper", "mydata.chat", _with()),
    Made("my_files", "attachments", "practices/files.chat", _with(), by="amina"),
    Made("my_files", "given", "practices/files.chat", _with(), by="amina"),
    Made("mydata", "record", "mydata.chat", _with()),
    Made("news_places", "any_on_offer", "news/places.chat", _with(), "mary: lieux"),
    Made("practice_cards", "attachments", "practices/files.chat", _published_files),
    Made("practice_cards", "comments", "practices/library.chat", _commented(number=1)),
    Made(
        "practice_drafts",
        "choose_areas",
        "practices/files.chat",
        _with(number=1, areas=(PriorityArea.GREEN,)),
        by="amina",
    ),
    Made("practice_drafts", "drop", "practices/files.chat", _with(number=1), by="amina"),
    Made("practice_library", "any_to_see", "practices/library.chat", _with()),
    Made("practice_lists", "own_files", "practices/files.chat", _with(number=1), by="amina"),
    Made("practice_reactions", "comment", "practices/library.chat", _with(number=1, text="Well done.")),
    Made("practice_reactions", "take_back", "practices/library.chat", _commented(comment_id=1), by="amina"),
    Made("practice_reactions", "unsave", "practices/library.chat", _with(number="1")),
    Made("practice_reports", "take_down", "practices/library-french.chat", _with(argument="1"), "amina: oui"),
    Made("practice_reviews", "any_waiting", "practices/reviewing.chat", _with(), "noor taps: Read it", "vera"),
    Made("practice_saved", "most_useful", "practices/library.chat", _with(language="en")),
    Made("publication_lists", "any_in_sight", "questionnaire/nudging.chat", _with(), "paul: published"),
    Made("questionnaires", "any_waiting", "questionnaire/nudging.chat", _with(), "paul: published"),
    Made(
        "recognition_checks",
        "bring",
        "recognition-missing.chat",
        _with(file=FileReference(FileKind.DOCUMENT, "file", name="badge.jwt", size=1000), address_id=1),
    ),
    Made("recommendation_pages", "found", "visits/live.chat", _with()),
    Made("recommendations", "drop", "recommendations.chat", _with(number=1), "giulia taps: Open the vote"),
    Made("room_sayings", "latest_pending", "rooms.chat", _with(), "marco in room1: !ask What", by="marco"),
    Made("room_sayings", "pending", "rooms.chat", _with(number="1"), "marco in room1: !ask What", by="marco"),
    Made("rooms", "are_to_be_had", "rooms.chat", _with(key="1"), "giulia: room 1"),
    Made("round_reports", "report", "reports/round.chat", _with(editions=Editions(), number=1)),
    Made("round_tables", "table", "reports/round.chat", _with(number=1, named=True)),
    Made("rsvps", "take_back", "text-only.chat", _with(argument="1"), "bela: oui", by="bela"),
    Made("segments", "any_to_see", "audiences.chat", _segment, by="leila"),
    Made("session_needs", "to_wish", "sessions/wishes.chat", _need),
    Made("session_series_answers", "no_to_all", "sessions-series.chat", _with(argument="3"), "nino: oui", by="nino"),
    Made("sessions", "give_part", "text-only.chat", _with(number=1, part=HostPart.CO_HOST, people=())),
    Made("submissions", "exportable", "questionnaire/nudging.chat", _with(number=1)),
    Made("tickets", "any_waiting", "news/questions.chat", _with(), "amina: Combien", by="paul"),
    Made(
        "time_vote_pages",
        "in_peoples_days",
        "sessions/vote.chat",
        _with(number=1, slots=_TIMES),
        "fatou taps: Ask them",
    ),
    Made(
        "time_votes",
        "prolong",
        "sessions/vote.chat",
        _with(number=1, closes_at=BEGINNING + timedelta(days=1, hours=10)),
        "fatou taps: Ask them",
    ),
    Made("time_votes", "take", "sessions/vote.chat", _with(argument="1 1"), "fatou taps: Ask them"),
    Made("topics", "drop", "sessions/network-day.chat", _with(number=1), "amina: Cantines sans gaspillage"),
    Made("transfer_lists", "any_in_sight", "transfers.chat", _with()),
    Made("transfer_lists", "led_to", "transfers.chat", _with(practice=1)),
    Made("transfer_lists", "paper", "transfers.chat", _with(number=1)),
    Made("transfer_lists", "places", "transfers.chat", _with()),
    Made("transfers", "no", "transfers.chat", _with(argument="1"), "amina: yes"),
    Made("transfers", "withdraw", "transfers.chat", _with(number=1), "amina: yes"),
    Made("translations", "is_offered", "announcements-translated.chat", _with(), "amina taps: Rien", by="amina"),
    Made("visit_notes", "drop", "visits/live.chat", _note, "karim: notes", by="giulia"),
    Made("visit_own", "waiting", "visits/groups.chat", _with(), "amina: prendre part 2"),
    Made("visit_places", "is_in_a_diary", "visits/diary.chat", _with(), "nino taps: Tell it"),
    Made("visit_places", "is_in_one", "visits/live.chat", _with(), "giulia: notes"),
    Made("visit_report_sources", "report", "visits/live.chat", _with(number=1)),
    Made("ways_in", "ways_in", "recognition-missing.chat", _linked),
)


def in_parts(chat: str, written: str) -> Iterator[tuple[str, tuple[Made, ...]]]:
    """The transcript cut where attempts are made, and those made there."""
    rest = written.splitlines(keepends=True)
    made = [one for one in MADE if one.chat == chat]
    cuts: dict[int, list[Made]] = {}
    for one in made:
        end = len(rest)
        if one.after != END:
            end = next(number for number, line in enumerate(rest, start=1) if line.startswith(one.after))
        cuts.setdefault(end, []).append(one)
    cuts.setdefault(len(rest), [])
    begin = 0
    for end in sorted(cuts):
        yield "".join(rest[begin:end]), tuple(cuts[end])
        begin = end
