"""What can be read of practices, in all languages: what nobody has approved yet is left out."""

from collections.abc import Collection

from sqlmodel import col, select

from bot.domain.practice_reading import Text
from bot.domain.practices import KIND, PracticeField
from bot.storage.variants import TextVariant, VariantState
from bot.usecases.work import Work

READ = (VariantState.ORIGINAL, VariantState.APPROVED, VariantState.STALE)
OfOne = dict[PracticeField, dict[str, Text]]


def texts_of(work: Work, practices: Collection[int], fields: Collection[PracticeField] = ()) -> dict[int, OfOne]:
    """One query for all; of these fields only, where some are named. Each practice is there, also one that tells nothing."""
    wanted = (
        select(TextVariant)
        .where(
            TextVariant.subject_kind == KIND,
            col(TextVariant.subject_id).in_(list(practices)),
            col(TextVariant.state).in_(READ),
        )
        .order_by(col(TextVariant.subject_id), col(TextVariant.field), col(TextVariant.language))
    )
    if fields:
        wanted = wanted.where(col(TextVariant.field).in_([field.value for field in fields]))
    found: dict[int, OfOne] = {number: {} for number in practices}
    for row in work.session.exec(wanted):
        of_field = found[row.subject_id].setdefault(PracticeField(row.field), {})
        of_field[row.language] = Text(row.text, row.state is VariantState.STALE)
    return found


def titles_to_read(work: Work, practices: Collection[int], languages: Collection[str]) -> dict[int, dict[str, str]]:
    """`{practice: {language: title}}`, as far as there are any in these languages."""
    rows = work.session.exec(
        select(TextVariant.subject_id, TextVariant.language, TextVariant.text)
        .where(
            TextVariant.subject_kind == KIND,
            col(TextVariant.subject_id).in_(list(practices)),
            TextVariant.field == PracticeField.TITLE,
            col(TextVariant.language).in_(sorted(languages)),
            col(TextVariant.state).in_(READ),
        )
        .order_by(col(TextVariant.subject_id), col(TextVariant.language))
    )
    found: dict[int, dict[str, str]] = {}
    for number, language, title in rows:
        found.setdefault(number, {})[language] = title
    return found
