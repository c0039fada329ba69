"""Keeping what somebody writes, in each language in which they write it."""

from collections.abc import Mapping

from bot.storage.variants import TextVariant, VariantState
from bot.usecases.work import Work


def write(work: Work, kind: str, number: int, field: str, told: Mapping[str, str], original: str) -> None:
    """`told` by language; what is empty is left out. There must be none yet in these languages."""
    work.session.add_all(
        TextVariant(
            subject_kind=kind,
            subject_id=number,
            field=field,
            language=language,
            text=text.strip(),
            state=VariantState.ORIGINAL if language == original else VariantState.APPROVED,
            by_person_id=work.actor.person_id,
            at=work.now,
        )
        for language, text in told.items()
        if text.strip()
    )
