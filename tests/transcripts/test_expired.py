"""An invitation lives for a season: too long for a transcript, which looks at the clock every fifteen minutes."""

from datetime import timedelta

from tests.transcripts.play import Play

BEFORE = """\
@code invitation
@person omar client=en
"""
AFTER = """\
omar: /start <code 1>
bot: Hello! I am Passerelle. I speak English with you; write language to change that.
bot: This invitation has expired. Please ask for a new one, or find your centre by its name.
bot: I help vocational centres to learn from each other. May I keep your name, your centre and your answers for that? \
You can have them erased at any time. [I agree | Tell me more | No]
"""


def test_an_invitation_that_has_expired_says_so_and_shows_the_other_way_in(database):
    play = Play(database)
    assert play.play(BEFORE) == BEFORE
    play.clock.at += timedelta(days=91)
    assert play.play(AFTER) == BEFORE + AFTER
