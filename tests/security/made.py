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
from bot.domain.areas import PriorityArea
from bot.domain.practices import PracticeState
from bot.domain.sessions import HostPart
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.consents import Consent
from bot.storage.practices import Practice, PracticeFile
from bot.storage.visit_reports import VisitNote
from bot.usecases.editions import Editions
from tests.security.doors import Door
from tests.transcripts.world import BEGINNING

END = ""
Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Made:
    """`after`: the beginning of the first line after which it is tried; else at the end. `arguments`: by name, without the `Work`."""

    module: str
    name: str
    chat: str
    arguments: Callable[[Session], Arguments]
    after: str = END

    @property
    def door(self) -> Door:
        return Door(self.module, self.name)


def _with(**arguments: Any) -> Callable[[Session], Arguments]:
    return lambda _session: arguments


def _consent(session: Session) -> Arguments:
    return {"consent_id": session.exec(select(Consent.id)).first()}


def _to_be_noted(session: Session) -> Arguments:
    session.execute(update(Announcement).values(acknowledge=True))
    return {"argument": "1"}


def _kept_draft(session: Session) -> Arguments:
    session.execute(update(Announcement).values(state=AnnouncementState.DRAFT))
    return {"number": 1}


def _published_files(session: Session) -> Arguments:
    session.execute(update(Practice).values(state=PracticeState.PUBLISHED, published_at=BEGINNING))
    return {"number": 1, "chosen": [str(number) for number in session.exec(select(PracticeFile.id))]}


def _note(session: Session) -> Arguments:
    return {"note": session.exec(select(VisitNote.id).order_by(col(VisitNote.id))).first()}


_TIMES = (BEGINNING + timedelta(days=8),)
MADE = (
    Made("action_plan_paper", "paper", "plan.chat", _with(centre_id=5)),
    Made("agreements", "withdraw", "mydata.chat", _consent),
    Made("announcement_acknowledging", "note", "news/posted.chat", _to_be_noted),
    Made("announcement_drafts", "drop", "news/posted.chat", _kept_draft),
    Made("centre_reports", "report", "reports/centre.chat", _with(editions=Editions(), assessment_id=1)),
    Made("compendium", "contents", "compendium.chat", _with(language="en")),
    Made("my_data_paper", "paper", "mydata.chat", _with()),
    Made("my_files", "attachments", "practices/files.chat", _with()),
    Made("mydata", "record", "mydata.chat", _with()),
    Made("practice_cards", "attachments", "practices/files.chat", _published_files),
    Made("practice_drafts", "choose_areas", "practices/files.chat", _with(number=1, areas=(PriorityArea.GREEN,))),
    Made("practice_drafts", "drop", "practices/files.chat", _with(number=1)),
    Made("practice_lists", "own_files", "practices/files.chat", _with(number=1)),
    Made("practice_reactions", "comment", "practices/library.chat", _with(number=1, text="Well done.")),
    Made("practice_reactions", "take_back", "practices/library.chat", _with(comment_id=1)),
    Made("practice_reactions", "unsave", "practices/library.chat", _with(number="1")),
    Made("practice_reports", "take_down", "practices/library-french.chat", _with(argument="1"), "amina: oui"),
    Made("practice_saved", "most_useful", "practices/library.chat", _with(language="en")),
    Made(
        "recognition_checks",
        "bring",
        "recognition-missing.chat",
        _with(file=FileReference(FileKind.DOCUMENT, "file", name="badge.jwt", size=1000), address_id=1),
    ),
    Made("recommendations", "drop", "recommendations.chat", _with(number=1), "giulia taps: Open the vote"),
    Made("room_sayings", "latest_pending", "rooms.chat", _with()),
    Made("room_sayings", "pending", "rooms.chat", _with(number="1")),
    Made("round_reports", "report", "reports/round.chat", _with(editions=Editions(), number=1)),
    Made("round_tables", "table", "reports/round.chat", _with(number=1, named=True)),
    Made("rsvps", "take_back", "text-only.chat", _with(argument="1")),
    Made("sessions", "give_part", "text-only.chat", _with(number=1, part=HostPart.CO_HOST, people=())),
    Made("submissions", "exportable", "questionnaire/nudging.chat", _with(number=1)),
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
    Made("transfer_lists", "paper", "transfers.chat", _with(number=1)),
    Made("transfers", "no", "transfers.chat", _with(argument="1"), "amina: yes"),
    Made("transfers", "withdraw", "transfers.chat", _with(number=1), "amina: yes"),
    Made("visit_notes", "drop", "visits/live.chat", _note),
    Made("visit_report_sources", "report", "visits/live.chat", _with(number=1)),
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
