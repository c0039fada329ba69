"""Whether centres of a call may be one group, and why: from what the solver was given, so that nothing is read anew."""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from bot.domain.visits import VisitCentre, VisitFits, all_visit_fits
from bot.storage.visits import VisitCall, VisitGroup, VisitGroupCentre
from bot.usecases.visit_lists import VIEWS
from bot.usecases.work import Work

CENTRES = TypeAdapter(tuple[VisitCentre, ...])


def known(call: VisitCall) -> Mapping[int, VisitCentre]:
    """All centres that were matched."""
    return {one.id: one for one in CENTRES.validate_python(call.known)}


def fits_of(call: VisitCall, centres: Sequence[int], apart: Sequence[tuple[int, int]] = ()) -> VisitFits:
    """Of a few: what it takes grows with the square of their number."""
    all_of_them = known(call)
    return all_visit_fits([all_of_them[one] for one in centres if one in all_of_them], set(apart), call.visits_from)


def refit(work: Work, group: VisitGroup, call: VisitCall, members: Sequence[VisitGroupCentre]) -> bool:
    """What those who are left have of each other; False where they cannot be a group."""
    ids = tuple(one.centre_id for one in members)
    fits = fits_of(call, ids)
    if len(ids) < 2 or not fits.may_be_group(ids):  # noqa: PLR2004 - it takes two
        return False
    group.fit = VIEWS.dump_python(dict(fits.views(ids)), mode="json")
    work.session.add(group)
    return True
