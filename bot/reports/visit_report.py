"""The report of a peer visit: what visitors found at the host centre, and what the host says to it. Names centres, no person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.visit_findings import FindingKind
from bot.i18n.phrase import Words


@dataclass(frozen=True)
class Said:
    """In somebody's own words. `language`: the tag of what it is written in, empty where that is not known."""

    text: str
    centre: Words
    language: str = ""


@dataclass(frozen=True)
class AreaFound:
    """An area that was visited; what nobody noted anything on has no findings."""

    area: Words
    found: Mapping[FindingKind, tuple[Said, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """A question of the visitors, and what the host answered; none yet: an empty tuple."""

    question: Said
    answers: tuple[Said, ...] = ()


@dataclass(frozen=True)
class DiaryDay:
    """A day of a visit by diary. `files` tells how many and how large ("2 photos (1.2 MB)"); empty: none.

    `useful`: how many visitors said so.
    """

    day: Words
    asked: Words
    entries: tuple[Said, ...] = ()
    files: Words = ""
    useful: int = 0
    questions: tuple[Answered, ...] = ()


@dataclass(frozen=True)
class HostComment:
    """`day` is written."""

    said: Said
    day: Words


@dataclass(frozen=True)
class VisitReport:
    """All that is found; `visit_pages.document` puts it into the reader's language.

    `number`: what one types to come back to the visit. `oral`: what was said to the host at the end of a live visit.
    `observations`: what visitors saw, beside what they noted by area.
    """

    host: Words
    programme: Words
    number: int
    when: Words
    way: Words
    visitors: tuple[Words, ...]
    areas: tuple[AreaFound, ...]
    is_draft: bool = False
    observations: tuple[Said, ...] = ()
    oral: tuple[Said, ...] = ()
    diary: tuple[DiaryDay, ...] = ()
    comments: tuple[HostComment, ...] = ()
