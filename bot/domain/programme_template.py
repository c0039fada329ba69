"""The two phases of "Sharing innovation in social inclusion" (2021–23), to be taken over by programmes that are to come."""

from dataclasses import dataclass

from bot.domain.milestones import DoneBy, Span
from bot.i18n.phrase import Phrase, _


@dataclass(frozen=True)
class MilestoneDraft:
    """`task` tells a centre what it does there."""

    name: Phrase
    task: Phrase
    begins: Span
    due: Span
    done_by: DoneBy = DoneBy.SAID


@dataclass(frozen=True)
class PhaseDraft:
    name: Phrase
    milestones: tuple[MilestoneDraft, ...]


SHARE = PhaseDraft(
    _("Share, exchange, explore, analyse"),
    (
        MilestoneDraft(
            _("Shape the community"),
            _(
                "Come in with your colleagues, agree on what the key words mean, and try out the tools for working together."
            ),
            Span(0),
            Span(2),
            DoneBy.PEOPLE,
        ),
        MilestoneDraft(
            _("Preliminary self-assessment"),
            _("Say together where your centre stands, and record your own best practices."),
            Span(2),
            Span(4),
            DoneBy.ASSESSMENT,
        ),
        MilestoneDraft(
            _("Virtual peer visits"),
            _("Host a visit online, take part in others, and find out what you want to learn."),
            Span(3),
            Span(6),
            DoneBy.VISIT,
        ),
        MilestoneDraft(
            _("Analyse the results"),
            _("Read the report of your centre with your team, compare, and agree on recommendations."),
            Span(4),
            Span(6),
        ),
        MilestoneDraft(
            _("Present the results"),
            _("Show your best practices at the review meeting online, and say which recommendations come first."),
            Span(5),
            Span(7),
        ),
    ),
)
LEARN = PhaseDraft(
    _("Learn, show, recognise"),
    (
        MilestoneDraft(
            _("Coaching and peer learning"),
            _("Write your action plan, and offer the others an activity to learn from."),
            Span(8),
            Span(15),
            DoneBy.LED,
        ),
        MilestoneDraft(
            _("Open up to the world of VET"),
            _("Make your practices known on European platforms, and tell their story."),
            Span(12),
            Span(20),
        ),
        MilestoneDraft(
            _("Next steps"),
            _("Celebrate what was achieved, and hand on practices and recommendations."),
            Span(21),
            Span(22),
        ),
    ),
)
PHASES = (SHARE, LEARN)
