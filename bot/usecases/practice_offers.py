"""What visitors saw in a centre, and others could take over, becomes a practice that its own people tell."""

from collections.abc import Sequence

from bot.core.outcome import Act
from bot.domain.practices import KIND
from bot.domain.visit_findings import FindingKind
from bot.i18n.phrase import Lines, _, _p
from bot.storage.visit_reports import VisitFinding
from bot.storage.visits import Visit
from bot.usecases import visit_places
from bot.usecases.notify import Notice
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.practice_drafts import FINDING
from bot.usecases.practice_telling import SHARE_TALK
from bot.usecases.work import Work

MOST = 3  # offered after one visit


def offer(work: Work, visit: Visit, findings: Sequence[VisitFinding]) -> None:
    """To the host, once its report is final."""
    seen = [one for one in findings if one.kind is FindingKind.PRACTICE][:MOST]
    people = visit_places.people_of(work, visit.id, [visit.host_centre_id]) if seen else []
    for one in seen:
        words = Lines(
            (
                _("Your visitors saw something that others could take over: “{text}”", text=one.text),
                _("Would you like to share it as a practice? It begins with what they noted."),
            )
        )
        act = Act("begin", f"{SHARE_TALK}:{FINDING}{one.id}", _p("button", "Share it"))
        tell_by_day(work, people, Notice(f"{KIND}:{FINDING}{one.id}", words, (act,)))
