"""Recipients kept under a name. What is kept are conditions: who fulfils them is found anew each time."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.i18n.phrase import _
from bot.storage.segments import Segment, segments_of
from bot.usecases import audiences, audit, rights
from bot.usecases.work import Work

KIND = "segment"  # in the audit
LONGEST_NAME = 60
MOST = 50  # kept by one person


@dataclass(frozen=True)
class Saved:
    number: int
    name: str
    audience: Audience


def may_save(work: Work) -> bool:
    """Whoever may announce somewhere."""
    return rights.has_somewhere(work, Right.ANNOUNCE)


def any_to_see(work: Work) -> bool:
    """For the menu."""
    return may_save(work) and bool(segments_of(work.session, work.person_id))


def is_within(work: Work, audience: Audience) -> bool:
    """Whether the actor may still write to all of them: else how many they are is not theirs to know."""
    return audiences.refused(work, Right.ANNOUNCE, audience) is None


def mine(work: Work) -> Sequence[Saved]:
    """By name."""
    return tuple(
        Saved(one.id, one.name, Audience.from_json(one.audience)) for one in segments_of(work.session, work.person_id)
    )


def save(work: Work, name: str, audience: Audience) -> int | Refusal:
    """Its number. Whom it reaches is looked at when something is sent: roles change."""
    if not may_save(work):
        return Refusal(rights.NO_RIGHT)
    called = " ".join(name.split())
    kept = segments_of(work.session, work.person_id)
    if not 1 <= len(called) <= LONGEST_NAME:
        return Refusal(_("A name has 1 to {most} characters.", most=LONGEST_NAME), key="name")
    if any(one.name.casefold() == called.casefold() for one in kept):
        return Refusal(_("You keep recipients under this name already. Please choose another one."), key="name")
    if len(kept) >= MOST:
        return Refusal(_("You keep {count} already. Please take one away first; nothing is lost.", count=len(kept)))
    row = Segment(person_id=work.person_id, name=called, audience=audience.to_json(), created_at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.note(work, "save recipients", KIND, row.id)
    return row.id


def take_away(work: Work, number: int) -> Refusal | None:
    """What was sent to them stays as it is."""
    row = work.session.get(Segment, number)
    if row is None or row.person_id != work.person_id:
        return Refusal(_("These recipients are not kept any more."))
    work.session.delete(row)
    audit.note(work, "take away recipients", KIND, number)
    return None
