"""Practices as people see them: whose they are, how they read, and how far each has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.practices import FIELD_NAMES, PracticeField, PracticeState
from bot.i18n.phrase import Country, Lines, Listed, Variants, Words, _
from bot.storage.centres import Centre
from bot.storage.memberships import Membership, MembershipState
from bot.storage.people import Person
from bot.storage.practices import Practice, files_of, find_practice, locked_practice, original_titles, told
from bot.storage.variants import texts
from bot.usecases.files_in_words import in_words
from bot.usecases.work import Work

UNKNOWN = _("There is no such practice, or it is not yours. Write *my practices* to see yours.")
LONGEST_LIST = 50


@dataclass(frozen=True)
class Line:
    """One of a list."""

    number: int
    title: Words
    state: PracticeState


@dataclass(frozen=True)
class Sheet:
    """The whole of a practice, to be read: `head` says what it is and whose, `parts` what is told of it."""

    number: int
    title: Words
    head: Words
    parts: tuple[Words, ...]
    files: Words  # empty: none

    @property
    def words(self) -> Words:
        return Lines((self.head, *self.parts, *((self.files,) if self.files else ())))


def belongs_somewhere(work: Work) -> bool:
    """For the menu: who is in a centre may share what works there."""
    return bool(own_centres(work))


def own_centres(work: Work) -> tuple[tuple[int, Words], ...]:
    """In whose name the person may share something, with their names."""
    rows = work.session.exec(
        select(Membership.centre_id)
        .where(Membership.person_id == work.person_id, Membership.state == MembershipState.CONFIRMED)
        .order_by(col(Membership.id))
    )
    ids = list(dict.fromkeys(rows))
    names = texts(work.session, "centre", ids, "name")
    return tuple((number, Variants(names.get(number, {}))) for number in ids)


def mine(work: Work) -> tuple[Line, ...]:
    """Those that the person wrote, the latest first."""
    rows = work.session.exec(
        select(Practice)
        .where(Practice.author_id == work.person_id)
        .order_by(col(Practice.changed_at).desc(), col(Practice.id).desc())
        .limit(LONGEST_LIST)
    )
    return lines(work, list(rows))


def lines(work: Work, rows: Sequence[Practice]) -> tuple[Line, ...]:
    named = original_titles(work.session, [row.id for row in rows])
    return tuple(Line(row.id, title_of(row, named), row.state) for row in rows)


def own(work: Work, number: int, *, lock: bool = False) -> Practice | Refusal:
    """Of its author alone; `lock`: to change it."""
    row = locked_practice(work.session, number) if lock else find_practice(work.session, number)
    return row if row is not None and row.author_id == work.person_id else Refusal(UNKNOWN)


def title(work: Work, row: Practice) -> Words:
    """As its author wrote it."""
    return title_of(row, original_titles(work.session, [row.id]))


def title_of(row: Practice, named: Mapping[int, str]) -> Words:
    return named.get(row.id) or _("Practice {number}", number=str(row.id))


def sheet(work: Work, row: Practice) -> Sheet:
    """In the language in which it was written. Whoever calls it has checked the right to see it."""
    said = told(work.session, row)
    centre = work.session.get_one(Centre, row.centre_id)
    name = Variants(texts(work.session, "centre", [centre.id], "name").get(centre.id, {}))
    by = _("{centre} ({country})", centre=name, country=Country(centre.country))
    author = work.session.get(Person, row.author_id) if row.author_id and row.names_author else None
    if author is not None and author.name:
        by = _("{author}, {centre} ({country})", author=author.name, centre=name, country=Country(centre.country))
    areas = Listed(tuple(AREA_NAMES[PriorityArea(area)] for area in row.areas))
    called = said.get(PracticeField.TITLE, "")
    head = Lines((_("*{title}* (practice {number})", title=called, number=str(row.id)), by, areas))
    parts = tuple(
        Lines((_("*{name}*", name=FIELD_NAMES[field]), text))
        for field, text in said.items()
        if field is not PracticeField.TITLE
    )
    return Sheet(row.id, called, head, parts, in_words(files_of(work.session, row.id)))
