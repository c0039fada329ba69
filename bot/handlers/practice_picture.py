"""A practice as a picture: its photo, or where there is none its areas, title and centre, drawn when it is sent."""

from collections.abc import Callable

from bot.core.messages import Attachment
from bot.domain.practices import PracticeField
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _
from bot.reports.practice_card import practice_card
from bot.usecases import practice_cards
from bot.usecases.practice_cards import Seen


def pictures(card: Seen, language: str, render: Callable[[Words], str]) -> tuple[Attachment, ...]:
    """For a message that says the same in words, to those who do not read text only."""
    return practice_cards.picture(card) or (_drawn(card, language, render),)


def _drawn(card: Seen, language: str, render: Callable[[Words], str]) -> Attachment:
    """Worth its bytes where the words are not: it goes on to a colleague as it is, and says where the practice is found."""

    def text(words: Words) -> str:
        return plain(render(words))

    title = card.text(PracticeField.TITLE)
    drawn = practice_card(
        text,
        number=card.number,
        language=language,
        title=title,
        written_in=card.reading.language,
        areas=card.areas,
        centre=card.centre,
        country=card.country,
        programme=card.programme,
    )
    return Attachment(
        name=f"practice-{card.number}.png",
        media_type="image/png",
        description=text(
            _(
                "The card of the practice: {title}, {centre} ({country}).",
                title=title,
                centre=card.centre,
                country=card.country,
            )
        ),
        job="practice_card",
        arguments=drawn.as_data(),
    )
