"""Whether centres of a call may be one group, and why: from what the solver was given, so that nothing is read anew."""

from collections.abc import Collection, Mapping, Sequence

from pydantic import TypeAdapter

from bot.domain.visits import VisitCentre, VisitFits, all_visit_fits
from bot.storage.visits import VisitCall, VisitGroup, VisitGroupCentre
from bot.usecases.visit_lists import VIEWS
from bot.usecases.work import Work

CENTRES = TypeAdapter(tuple[VisitCentre, ...])


def known(call: VisitCall, only: Collection[int] | None = None) -> Mapping[int, VisitCentre]:
    """The centres that were matched, or only these of them: reading all 243 takes a few milliseconds."""
    rows = call.known if only is None else [one for one in call.known if one["profile"]["id"] in only]
    return {one.id: one for one in CENTRES.validate_python(rows)}


def fits_of(call: VisitCall, centres: Sequence[int], apart: Sequence[tuple[int, int]] = ()) -> VisitFits:
    """Of a few: what it takes grows with the square of their number."""
    return all_visit_fits(known(call, centres).values(), set(apart), call.visits_from)


def may_go_on(call: VisitCall, centres: Sequence[int]) -> bool:
    """Whether these can be a group by themselves."""
    return len(centres) > 1 and fits_of(call, centres).may_be_group(tuple(centres))


def refit(work: Work, group: VisitGroup, call: VisitCall, members: Sequence[VisitGroupCentre]) -> bool:
    """What those who are left have of each other; False where they cannot be a group."""
    ids = tuple(one.centre_id for one in members)
    fits = fits_of(call, ids)
    if len(ids) < 2 or not fits.may_be_group(ids):  # noqa: PLR2004 - it takes two
        return False
    group.fit = VIEWS.dump_python(dict(fits.views(ids)), mode="json")
    work.session.add(group)
    return True
