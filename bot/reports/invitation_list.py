"""A list of people with the code of each, to be handed on: by mail, on paper, from person to person."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from bot.domain.people_list import CHANNEL_COLUMNS, PEOPLE_GUIDE, WRITTEN_BEHIND, PersonRow

HEADINGS: Final = (*PEOPLE_GUIDE, *WRITTEN_BEHIND)


def invitation_row(
    row: PersonRow, code: str, ways: Iterable[tuple[str, str]], until: date, standing: str
) -> Sequence[str]:
    """`ways`: a channel, and the link that leads in there, or whom to write what."""
    by_channel = dict(ways)
    in_words = (by_channel.get(channel, "") for channel in CHANNEL_COLUMNS)
    return (row.name, row.contact, row.centre, row.function, code, *in_words, until.isoformat(), standing)
