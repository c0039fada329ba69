"""What single centres settled on in a round, as rows: for those who may see the results of these centres one by one."""

from collections.abc import Mapping
from secrets import token_hex

from bot.core.refusal import Refusal
from bot.domain.scores import FEWEST_CENTRES
from bot.i18n.phrase import Variants, Words, _
from bot.questionnaires.described import Described, described
from bot.questionnaires.scoring import Rated, rated
from bot.reports.results_tables import CentreResults, CodedIndicator, RoundResults, Settled
from bot.storage.round_results import Answer, Signed, signed_in
from bot.storage.rounds import KIND, RoundState, find_round
from bot.storage.variants import texts
from bot.usecases import audit, rights
from bot.usecases.round_results import one_by_one, sees_beyond_a_centre
from bot.usecases.round_standings import RoundStandings, standings_of
from bot.usecases.rounds import NO_SUCH_ROUND
from bot.usecases.work import Work

NONE_SIGNED = _("None of the centres that you coordinate has signed off in this round yet, so there is no table.")
STILL_OPEN = _(
    "Without names there is a table once the round is closed: until then, two of them would show whose rows are new. With names you can have it now."
)
TOO_FEW = _(
    "Fewer than five of the centres that you coordinate have signed off: without names one could still tell which is which. With names you can have the table."
)
_BYTES_OF_SALT = 16


def rows_for(work: Work, number: int, *, named: bool) -> Mapping[int, Signed] | Refusal:
    """The centres that get rows, in the order in which they signed; without names also only where nobody can tell whose they are."""
    round_ = find_round(work.session, number)
    if round_ is None:
        return Refusal(NO_SUCH_ROUND)
    if not sees_beyond_a_centre(work):
        return Refusal(rights.NO_RIGHT)
    signed = {one.centre_id: one for one in signed_in(work.session, number)}
    seen = {centre: signed[centre] for centre in one_by_one(work, signed)}
    if not seen:
        return Refusal(NONE_SIGNED)
    if not named and round_.state is RoundState.OPEN:
        return Refusal(STILL_OPEN, "names")
    if not named and len(seen) < FEWEST_CENTRES:
        return Refusal(TOO_FEW, "names")
    return seen


def handed_out(work: Work, number: int, *, named: bool) -> Refusal | None:
    """Notes in the audit that somebody takes the rows away, or tells why they cannot."""
    seen = rows_for(work, number, named=named)
    if isinstance(seen, Refusal):
        return seen
    audit.note(work, "export", KIND, number, centres=len(seen), named=named)
    return None


def table(work: Work, number: int, *, named: bool) -> RoundResults | Refusal:
    """To be called on a connection for reading. Without names the salt is new each time, so that keys of two files never match."""
    seen = rows_for(work, number, named=named)
    if isinstance(seen, Refusal):
        return seen
    found = standings_of(work.session, number)
    if found is None:
        return Refusal(NO_SUCH_ROUND)
    names = texts(work.session, "centre", seen, "name") if named else {}
    return RoundResults(
        indicators=_indicators(found),
        centres=tuple(_centre(found, one, names.get(centre, {})) for centre, one in seen.items()),
        named=named,
        salt="" if named else token_hex(_BYTES_OF_SALT),
    )


def _centre(found: RoundStandings, one: Signed, name: Mapping[str, str]) -> CentreResults:
    answers = found.answers.get(one.centre_id, {})
    return CentreResults(
        id=str(one.centre_id),
        name=Variants(name) if name else "",
        country=one.country,
        signed=f"{one.signed_at:%Y-%m-%d}",
        levels={indicator: _settled(answer) for indicator, answer in answers.items()},
    )


def _settled(one: Answer) -> Settled:
    return Settled(one.level, one.not_applicable, one.relevance, str(one.how))


def _indicators(found: RoundStandings) -> tuple[CodedIndicator, ...]:
    """As teams are asked now; within a round, versions of an instrument differ in their wording only."""
    known = described(found.form)
    return tuple(_coded(one, known[one.indicator]) for one in rated(found.form))


def _coded(one: Rated, known: Described) -> CodedIndicator:
    levels: dict[int, Words] = {
        level.value: Variants(level.short or level.sentence)
        for level in known.levels
        if level.value is not None and (level.short or level.sentence)
    }
    return CodedIndicator(
        id=one.indicator,
        words=Variants(known.question) if known.question else one.indicator,
        lowest=one.lowest,
        highest=one.highest,
        levels=levels,
        weight=float(one.weight),
        reverse=one.reverse,
        area=one.area,
        criterion=one.criterion,
        step=one.step,
    )
