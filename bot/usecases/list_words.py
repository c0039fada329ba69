"""What is said of a list that somebody brings: what came of it, or what is to be mended; on the server and in the chat."""

from collections.abc import Sequence

from bot.domain.sheets import SheetProblem
from bot.i18n.phrase import Lines, Words, _, _n
from bot.usecases.centres import Imported, NotImported
from bot.usecases.people_lists import InvitationPlan, Standing

MOST_NAMED = 30  # centres, by their codes


def centres_taken(result: Imported, *, only_tried: bool) -> Words:
    counts = _(
        "{created} new, {updated} changed, {unchanged} the same as before.",
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
    )
    opened = _("Networks opened: {networks}.", networks=" ".join(result.networks)) if result.networks else None
    if only_tried:
        head = _("This file would do the following to the list of centres. Nothing was changed yet.")
    else:
        head = _("The list of centres is taken over.")
    lines = [head, counts, *((opened,) if opened else ())]
    if result.leaving:
        codes = " ".join(result.leaving[:MOST_NAMED]) + (" …" if len(result.leaving) > MOST_NAMED else "")
        lines.append(
            _(
                "Leaving the programme: {centres}. Within a minute they are out of their peer visits, and whoever that concerns is told.",
                centres=codes,
            )
        )
    return Lines(tuple(lines))


def centres_not_taken(name: str, result: NotImported, at_most: int) -> Words:
    return Lines((not_taken(name), *problems(result.problems, at_most)))


def people_invited(plan: InvitationPlan, *, only_tried: bool) -> Words:
    counts = _(
        "{new} new invitations, {open} still open, {used} used.",
        new=plan.count(Standing.NEW),
        open=plan.count(Standing.OPEN),
        used=plan.count(Standing.USED),
    )
    if only_tried:
        return Lines((_("This list would give the following. Nothing was changed yet."), counts))
    hint = _("Go on with the file that holds the codes: given again, it makes no second invitations.")
    return Lines((counts, hint))


def not_taken(name: str) -> Words:
    return _("{name} was not taken over, and nothing was changed. Please correct it and try again:", name=name)


def problems(found: Sequence[SheetProblem], at_most: int) -> tuple[Words, ...]:
    """A line for each of the first, and how many more there are."""
    lines = tuple(_placed(problem) for problem in found[:at_most])
    rest = len(found) - at_most
    return (*lines, _n("… and {count} more.", "… and {count} more.", rest)) if rest > 0 else lines


def _placed(problem: SheetProblem) -> Words:
    if problem.row is None:
        return problem.says
    if problem.column is None:
        return _("Row {row}: {what}", row=str(problem.row), what=problem.says)
    return _("Row {row}, {column}: {what}", row=str(problem.row), column=problem.column, what=problem.says)
