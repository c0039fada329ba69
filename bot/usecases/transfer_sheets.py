"""The transfer sheet: what the centre that tries a practice will do, in the columns of an action sheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, delete, select

from bot.core.refusal import Refusal
from bot.domain.practices import KIND as PRACTICE
from bot.domain.practices import PracticeField
from bot.domain.transfers import PART_NAMES, TRIED, SheetPart, lacking
from bot.i18n.phrase import Listed, Variants, Words, _
from bot.storage.transfers import KIND, Transfer
from bot.storage.variants import TextVariant
from bot.usecases import audit, transfer_words, variants
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.transfer_places import hearing, place
from bot.usecases.work import Work

# What the practice says of the same.
SAME: Mapping[SheetPart, PracticeField] = {
    SheetPart.ACTION: PracticeField.TITLE,
    SheetPart.WHAT: PracticeField.WHAT,
    SheetPart.FOR_WHOM: PracticeField.FOR_WHOM,
    SheetPart.BY_WHOM: PracticeField.BY_WHOM,
    SheetPart.WITH_WHOM: PracticeField.WITH_WHOM,
    SheetPart.WHERE: PracticeField.WHERE,
    SheetPart.HOW: PracticeField.HOW,
    SheetPart.WHY: PracticeField.WHY,
    SheetPart.COMMENTS: PracticeField.CONDITIONS,
}
NOT_AGREED = _("A transfer sheet is written once the author’s centre has said yes.")
LONGEST_MODEL = 300  # signs of what the practice says, beside a question
ONLY_HERE = _("The centre that tries the practice writes the sheet; you can read it with *transfers*.")


@dataclass(frozen=True)
class Sheet:
    """`models`: what the practice says to the same part, where it says anything."""

    number: int
    title: Words
    written: Mapping[SheetPart, Words]
    models: Mapping[SheetPart, Words]


def to_write(work: Work, number: str) -> Sheet | Refusal:
    """For the people of the centre that tries it."""
    at = place(work, number)
    if isinstance(at, Refusal):
        return at
    if not at.is_here:
        return Refusal(ONLY_HERE)
    if at.transfer.state not in TRIED:
        return Refusal(NOT_AGREED)
    return sheet(work, at.transfer)


def sheet(work: Work, transfer: Transfer) -> Sheet:
    said = _by_field(work, PRACTICE, transfer.practice_id)
    return Sheet(
        number=transfer.id,
        title=transfer_words.title(work, transfer.practice_id),
        written=written(work, transfer.id),
        models={part: _beginning(said[field]) for part, field in SAME.items() if field in said},
    )


def written(work: Work, number: int) -> dict[SheetPart, Variants]:
    """In the order of the columns."""
    found = _by_field(work, KIND, number)
    return {part: found[part] for part in SheetPart if part in found}


def hand_on(work: Work, number: int, parts: Mapping[SheetPart, str]) -> Refusal | None:
    """Writes these parts, in place of what stood there, and tells the author's centre the first time."""
    at = place(work, number, to_change=True)
    if isinstance(at, Refusal):
        return at
    if not at.is_here:
        return Refusal(ONLY_HERE)
    if at.transfer.state not in TRIED:
        return Refusal(NOT_AGREED)
    transfer = at.transfer
    said = {part: text for part, text in parts.items() if text}
    if missing := lacking({*said, *(part for part in written(work, number) if part not in parts)}):
        names = Listed(tuple(PART_NAMES[one] for one in missing))
        return Refusal(_("This is still missing: {parts}.", parts=names), key=missing[0].value)
    replace(work, transfer.id, {part.value: said.get(part, "") for part in parts})
    is_new = transfer.sheet_at is None
    transfer.sheet_at = work.now
    work.session.add(transfer)
    work.session.flush()
    audit.note(work, "write sheet", KIND, transfer.id)
    if is_new:
        words = _(
            "*{centre}* has written its transfer sheet for your practice *{title}* (transfer {number}).",
            centre=centre_name(work, transfer.centre_id),
            title=transfer_words.title(work, transfer.practice_id),
            number=str(transfer.id),
        )
        notice = Notice(f"{KIND}:{transfer.id}:sheet", words, acts=(transfer_words.see(transfer.id),))
        tell(work, hearing(work, at.practice), notice)
    return None


def replace(work: Work, number: int, told: Mapping[str, str]) -> None:
    """Texts of a transfer by their fields, in place of whatever stood there; empty: nothing stands there any more."""
    work.session.connection().execute(
        delete(TextVariant).where(
            col(TextVariant.subject_kind) == KIND,
            col(TextVariant.subject_id) == number,
            col(TextVariant.field).in_(list(told)),
        )
    )
    language = work.translator.spoken(person_of(work).language)
    for field, text in told.items():
        variants.write(work, KIND, number, field, {language: text}, language)
    work.session.flush()


def _beginning(words: Variants) -> Variants:
    """Enough to remember what it was; the whole stands in the library."""
    return Variants(
        {
            tag: text if len(text) <= LONGEST_MODEL else f"{text[:LONGEST_MODEL].rstrip()}…"
            for tag, text in words.texts.items()
        }
    )


def _by_field(work: Work, kind: str, number: int) -> dict[str, Variants]:
    found: dict[str, dict[str, str]] = {}
    rows = work.session.exec(
        select(TextVariant.field, TextVariant.language, TextVariant.text)
        .where(
            TextVariant.subject_kind == kind,
            TextVariant.subject_id == number,
            col(TextVariant.is_proposal).is_(False),
        )
        .order_by(col(TextVariant.id))
    )
    for field, language, text in rows:
        found.setdefault(field, {})[language] = text
    return {field: Variants(languages) for field, languages in found.items()}
