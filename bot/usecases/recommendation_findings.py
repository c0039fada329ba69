"""What reports of visits recommend, as far as somebody may put it to a vote: at hosts within the scope of their role."""

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain.rights import Right
from bot.domain.visit_findings import FindingKind
from bot.storage.visit_reports import VisitFinding
from bot.storage.visits import Visit
from bot.usecases import rights
from bot.usecases.work import Work


def within_reach(work: Work) -> SelectOfScalar[VisitFinding]:
    """To be narrowed further."""
    recommended = (
        select(VisitFinding)
        .join(Visit, col(Visit.id) == col(VisitFinding.visit_id))
        .where(VisitFinding.kind == FindingKind.RECOMMENDATION)
    )
    hosts = work.session.exec(
        select(Visit.host_centre_id)
        .join(VisitFinding, col(VisitFinding.visit_id) == col(Visit.id))
        .where(VisitFinding.kind == FindingKind.RECOMMENDATION)
        .distinct()
    ).all()
    places = rights.at_centres(work, hosts)
    mine = [host for host, where in places.items() if rights.refused(work, Right.PUBLISH, where) is None]
    return recommended.where(col(Visit.host_centre_id).in_(mine))
