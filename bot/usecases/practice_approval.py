"""Handing a practice in, and the yes of its centre; taking it back, and out of the library again."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, delete, func, select, update

from bot.core.refusal import Refusal
from bot.domain.practices import FIELD_NAMES, KIND, LICENCES, PeopleShown, PracticeState, missing
from bot.domain.rights import Right, Role, ScopeKind
from bot.i18n.phrase import Listed, _
from bot.storage.centres import Centre
from bot.storage.practices import (
    Practice,
    PracticeConsent,
    PracticeRequest,
    locked_practice,
    told,
)
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import (
    audit,
    coordinators,
    partner_rights,
    practice_files,
    practice_publishing,
    practice_reviewing,
    practice_telling,
    practices,
    rights,
)
from bot.usecases.memberships import belongs_to
from bot.usecases.practice_drafts import BEING_TOLD, HANDED_IN
from bot.usecases.work import Work

CENTRE_DAYS = timedelta(days=7)
WORDS_OF_CONSENT = "2026-11"  # the version of the words by which an author answers for the people shown
_BACK = frozenset({PracticeState.CENTRE, PracticeState.REVIEW, PracticeState.DECLINED, PracticeState.WITHDRAWN})


@dataclass(frozen=True)
class Handing:
    """What is said once, when a practice is handed in. `people`: where photos or videos show some."""

    language: str
    people: PeopleShown | None
    names_author: bool
    contact_ok: bool
    licence: str


def submit(work: Work, number: int, handing: Handing) -> str | Refusal:
    """To its centre, or where that has said yes already, to the reviewers. The state in which it is now."""
    row = practices.own(work, number, lock=True)
    if isinstance(row, Refusal):
        return row
    if refusal := _not_ready(work, row, handing):
        return refusal
    _note_consent(work, row, handing)
    _call_its_language(work, row, handing.language)
    row.names_author, row.contact_ok, row.licence = handing.names_author, handing.contact_ok, handing.licence
    row.revision += row.submitted_at is not None
    row.submitted_at, row.changed_at, row.reason = work.now, work.now, None
    if not belongs_to(work, row.centre_id):  # whoever has left writes in its name only what it agrees to anew
        row.approved_at, row.approved_by_id = None, None
    if row.approved_at is None and may_speak(work, row):
        row.approved_at, row.approved_by_id = work.now, work.person_id
    audit.note(work, "hand in practice", KIND, row.id, revision=row.revision)
    asked = () if row.approved_at is not None else approvers(work, row)
    if asked:
        row.state, row.due_at, row.reminders = PracticeState.CENTRE, work.now + CENTRE_DAYS, 0
        work.session.add(row)
        practice_telling.ask_centre(work, row, asked)
    else:  # nobody has to be asked, or there is nobody there: reviewers look at it in any case
        practice_reviewing.begin(work, row)
    return row.state.value


def approvers(work: Work, row: Practice) -> tuple[int, ...]:
    """Who speaks for the centre; where nobody does, who coordinates its country, or the programme."""
    country = work.session.get_one(Centre, row.centre_id).country
    for people in (
        partner_rights.speakers(work, [row.centre_id])[row.centre_id],
        coordinators.holders_at(work, {Role.COUNTRY_COORDINATOR}, ScopeKind.COUNTRY, country),
        list(coordinators.holding(work, {Role.PROGRAMME_COORDINATOR})),
    ):
        found = tuple(one for one in people if one != row.author_id)
        if found:
            return found
    return ()


def may_speak(work: Work, row: Practice) -> bool:
    """For the centre: its coordinator, its head, and whoever signs off its self-assessment from above."""
    if row.centre_id in partner_rights.spoken_for(work):
        return True
    return rights.refused(work, Right.SIGN_OFF, rights.at_centre(work, row.centre_id)) is None


def agree(work: Work, number: int) -> str | Refusal:
    """The centre wants it to be shared: the reviewers are asked."""
    row = _waiting_for_centre(work, number)
    if isinstance(row, Refusal):
        return row
    row.approved_at, row.approved_by_id = work.now, work.person_id
    audit.note(work, "approve practice for centre", KIND, row.id)
    practice_telling.tell_author_of_centre(work, row)
    practice_reviewing.begin(work, row)
    return row.state.value


def object_to(work: Work, number: int, comment: str) -> str | Refusal:
    """The centre does not want it as it is: its author is told why, and may change it."""
    row = _waiting_for_centre(work, number)
    if isinstance(row, Refusal):
        return row
    request = PracticeRequest(practice_id=row.id, by_id=work.person_id, comment=comment, at=work.now)
    work.session.add(request)
    practice_reviewing.back_to_author(work, row)
    audit.note(work, "object to practice", KIND, row.id)
    practice_telling.ask_author(work, row)
    return row.state.value


def take_back(work: Work, number: int) -> int | Refusal:
    """It is a draft again; whoever was asked about it need not answer any more."""
    row = practices.own(work, number, lock=True)
    if isinstance(row, Refusal):
        return row
    if row.state not in _BACK:
        return Refusal(_("Practice {number} cannot be taken back as it stands now.", number=str(row.id)))
    practice_reviewing.end_open(work, row)
    row.state, row.due_at, row.changed_at = PracticeState.DRAFT, None, work.now
    work.session.add(row)
    audit.note(work, "take back practice", KIND, row.id)
    return row.id


def withdraw(work: Work, number: int, why: str) -> int | Refusal:
    """By its author or whoever speaks for its centre: nobody finds it any more."""
    row = locked_practice(work.session, number)
    if row is None or not (row.author_id == work.person_id or may_speak(work, row)):
        return Refusal(practices.UNKNOWN)
    if row.state is not PracticeState.PUBLISHED:
        return Refusal(_("Practice {number} is not published.", number=str(row.id)))
    practice_publishing.withdraw(work, row, why)
    return row.id


def _waiting_for_centre(work: Work, number: int) -> Practice | Refusal:
    row = locked_practice(work.session, number)
    if row is None or not may_speak(work, row):
        return Refusal(rights.NO_RIGHT)
    if row.state is not PracticeState.CENTRE:
        return Refusal(_("Practice {number} is not waiting for its centre any more.", number=str(row.id)))
    return row


def _not_ready(work: Work, row: Practice, handing: Handing) -> Refusal | None:
    if row.state not in BEING_TOLD:
        return Refusal(HANDED_IN)
    if wanted := missing(told(work.session, row).keys()):
        return Refusal(_("Still to be told: {parts}.", parts=Listed(tuple(FIELD_NAMES[one] for one in wanted))))
    if handing.licence not in LICENCES:
        return Refusal(_("There is no such licence."), key="licence")
    open_ones = select(func.count()).where(
        PracticeRequest.practice_id == row.id, col(PracticeRequest.settled_at).is_(None)
    )
    if work.session.exec(open_ones).one():
        return Refusal(_("There are comments that you have not answered yet."))
    if handing.people is None and not _is_answered_for(work, row):
        return Refusal(
            _("A photo has come meanwhile: please say whether people can be recognised in it."), key="people"
        )
    return None


def _is_answered_for(work: Work, row: Practice) -> bool:
    latest = practice_files.latest_that_shows_people(work, row.id)
    if latest is None:
        return True
    covered = select(func.max(PracticeConsent.last_file_id)).where(PracticeConsent.practice_id == row.id)
    return (work.session.exec(covered).one() or 0) >= latest


def handed_in_before(work: Work, number: int) -> Handing | None:
    """What was said when it was handed in the last time."""
    row = practices.own(work, number)
    if isinstance(row, Refusal) or row.submitted_at is None:
        return None
    return Handing(row.language, None, row.names_author, row.contact_ok, row.licence)


def asks_centre(work: Work, number: int) -> bool:
    """Whether somebody of its centre has to agree first."""
    row = practices.own(work, number)
    if isinstance(row, Refusal) or may_speak(work, row):
        return False
    return row.approved_at is None or not belongs_to(work, row.centre_id)


def asks_for_people(work: Work, number: int) -> bool:
    """Whether there are photos or videos that nobody has answered for yet."""
    row = practices.own(work, number)
    return isinstance(row, Practice) and not _is_answered_for(work, row)


def _note_consent(work: Work, row: Practice, handing: Handing) -> None:
    latest = practice_files.latest_that_shows_people(work, row.id)
    if handing.people is None or latest is None:
        return
    consent = PracticeConsent(
        practice_id=row.id,
        by_id=work.person_id,
        people=handing.people,
        text_version=WORDS_OF_CONSENT,
        language=handing.language,
        last_file_id=latest,
        at=work.now,
    )
    work.session.add(consent)


def _call_its_language(work: Work, row: Practice, language: str) -> None:
    """What was written under the name of one language is in another; what was translated into that one is not needed."""
    if language == row.language:
        return
    of_practice = (col(TextVariant.subject_kind) == KIND, col(TextVariant.subject_id) == row.id)
    is_original = col(TextVariant.state) == VariantState.ORIGINAL
    work.session.flush()
    connection = work.session.connection()
    connection.execute(delete(TextVariant).where(*of_practice, col(TextVariant.language) == language, ~is_original))
    connection.execute(update(TextVariant).where(*of_practice, is_original).values(language=language))
    work.session.expire_all()
    row.language = language
