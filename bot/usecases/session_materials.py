"""Files and links for a session: kept with their size, sent to those who ask."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.core.messages import Attachment, FileReference, Priority
from bot.core.refusal import Refusal
from bot.domain.web_links import is_web_link
from bot.i18n.phrase import _
from bot.storage import blobs
from bot.storage.sessions import LearningSession, SessionMaterial, SessionState, find_rsvp, find_session
from bot.storage.wanted_files import WantedFile
from bot.usecases import audit, file_names, sessions, wanted_files
from bot.usecases.notify import Notice, tell_at
from bot.usecases.work import Work

PURPOSE = "session material"
MOST = 10  # of one session


@dataclass(frozen=True)
class Material:
    """A link, or a file of so many bytes."""

    id: int
    name: str
    link: str | None
    size: int | None


def listed(work: Work, number: int) -> tuple[Material, ...]:
    """For whoever is invited to the session or looks after it; nothing for others."""
    row = find_session(work.session, number)
    if row is None or not _may_see(work, row):
        return ()
    return tuple(
        Material(one.id, one.name, one.link, one.size)
        for one in work.session.exec(
            select(SessionMaterial).where(SessionMaterial.session_id == row.id).order_by(col(SessionMaterial.id))
        )
    )


def add(work: Work, number: int, given: Sequence[str | FileReference], address_id: int) -> Refusal | None:
    """Links at once; files as soon as they have come from their platform. `address_id` is where they were sent from."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(sessions.UNKNOWN)
    if refusal := _cannot_add(work, row):
        return refusal
    if _count(work, row) + len(given) > MOST:
        return Refusal(_("At most {count} files and links can be kept with a session.", count=MOST))
    for one in given:
        if isinstance(one, FileReference):
            key = f"{PURPOSE}:{row.id}:{one.reference}"
            wanted_files.want(work, one, address_id, key=key, purpose=PURPOSE, subject_id=row.id)
        elif is_web_link(one):
            _keep(work, row, name=one[: file_names.LONGEST_NAME], link=one)
        else:
            return Refusal(sessions.WRONG_LINK)
    audit.note(work, "add materials", "session", row.id, count=len(given))
    return None


def remove(work: Work, number: int, material: int) -> Refusal | None:
    row = find_session(work.session, number)
    found = work.session.get(SessionMaterial, material)
    if row is None or found is None or found.session_id != row.id:
        return Refusal(_("This is taken away already."))
    if refusal := _cannot_add(work, row):
        return refusal
    work.session.delete(found)
    work.session.flush()
    if found.sha256 is not None:
        blobs.drop_unused(work.session, [found.sha256])
    audit.note(work, "remove material", "session", row.id)
    return None


def attachments(work: Work, number: int, chosen: Collection[str]) -> tuple[Attachment, ...]:
    """The files among those chosen, for who may see them."""
    row = find_session(work.session, number)
    if row is None or not _may_see(work, row):
        return ()
    wanted = select(SessionMaterial).where(
        SessionMaterial.session_id == row.id, col(SessionMaterial.id).in_([int(one) for one in chosen])
    )
    return tuple(
        Attachment(one.name, one.media_type or blobs.UNKNOWN, one.name, sha256=one.sha256)
        for one in work.session.exec(wanted.order_by(col(SessionMaterial.id)))
        if one.sha256 is not None
    )


# -- as files arrive ---------------------------------------------------------------------------------------------------
def arrived(work: Work, row: WantedFile, size: int) -> None:
    session = work.session.get_one(LearningSession, row.subject_id)
    assert row.sha256 is not None, "it is stored"
    name, media_type = file_names.tidy(row.name or row.kind), row.media_type or blobs.UNKNOWN
    _keep(work, session, name=name, sha256=row.sha256, media_type=media_type, size=size)


def lost(work: Work, row: WantedFile) -> None:
    words = _(
        "I could not get one of the files that you sent for session {number}. All else is there; please send that one once more.",
        number=str(row.subject_id),
    )
    tell_at(work, row.person_id, row.address_id, Notice(f"file:{row.id}", words, priority=Priority.REPLY))


def _keep(
    work: Work,
    session: LearningSession,
    *,
    name: str,
    link: str | None = None,
    sha256: str | None = None,
    media_type: str | None = None,
    size: int | None = None,
) -> None:
    work.session.add(
        SessionMaterial(
            session_id=session.id,
            name=name,
            link=link,
            sha256=sha256,
            media_type=media_type,
            size=size,
            added_by_id=work.person_id,
            at=work.now,
        )
    )
    work.session.flush()


def _cannot_add(work: Work, row: LearningSession) -> Refusal | None:
    """Afterwards, too: what was shown there is often given away later."""
    if row.state is not SessionState.CANCELLED and sessions.looks_after(work, row):
        return None
    return sessions.cannot_touch(work, row)


def _count(work: Work, row: LearningSession) -> int:
    count = select(func.count()).select_from(SessionMaterial).where(SessionMaterial.session_id == row.id)
    return work.session.exec(count).one()


def _may_see(work: Work, row: LearningSession) -> bool:
    return find_rsvp(work.session, row.id, work.person_id) is not None or sessions.looks_after(work, row)
