"""What came out of a vote on recommendations, as bars, drawn when it is sent."""

from collections.abc import Callable

from bot.core.messages import Attachment
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _, _n
from bot.reports.ballot_result import BallotResult, Bar
from bot.usecases.recommendation_pages import Shown


def picture(shown: Shown, language: str, render: Callable[[Words], str]) -> Attachment:
    """For a message that says the same in words."""

    def text(words: Words) -> str:
        return plain(render(words))

    drawn = BallotResult(
        language=language,
        title=text(shown.title),
        subtitle=text(_("Which recommendations matter most")),
        bars=tuple(
            Bar(text(one.words), one.points, text(_n("{count} point", "{count} points", one.points)))
            for one in shown.recommendations
        ),
        total=text(_n("{count} has voted.", "{count} have voted.", shown.voters)),
        programme=text(shown.programme),
    )
    return Attachment(
        name="recommendations.png",
        media_type="image/png",
        description=text(_("The same as a picture: how many points each recommendation got.")),
        job="ballot_result",
        arguments=drawn.as_data(),
    )
