"""Keeping what somebody writes, in each language in which they write it."""

from collections.abc import Mapping

from bot.storage.variants import TextVariant, VariantState, digest_of
from bot.usecases.work import Work


def write(work: Work, kind: str, number: int, field: str, told: Mapping[str, str], original: str) -> None:
    """`told` by language; what is empty is left out. There must be none yet in these languages."""
    work.session.add_all(row(work, kind, number, field, one, told, original) for one in told if told[one].strip())


def row(
    work: Work, kind: str, number: int, field: str, language: str, told: Mapping[str, str], original: str
) -> TextVariant:
    """The one in `language`, among all that are told; not added yet."""
    is_original = language == original
    return TextVariant(
        subject_kind=kind,
        subject_id=number,
        field=field,
        language=language,
        text=told[language].strip(),
        state=VariantState.ORIGINAL if is_original else VariantState.APPROVED,
        of_digest=None if is_original else digest_of(told.get(original, "").strip()),
        by_person_id=work.actor.person_id,
        at=work.now,
    )
