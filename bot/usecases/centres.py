"""The list of centres: taken over from a file, and written into one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.core.refusal import Refusal
from bot.domain.centres import CentreRow
from bot.domain.centres_list import CentreSheet
from bot.domain.centres_values import NAME_IN
from bot.domain.names import search_text
from bot.domain.rights import WHOLE_PROGRAMME, Right
from bot.domain.sheets import SheetProblem
from bot.i18n.countries import country_name
from bot.i18n.phrase import _
from bot.i18n.translator import BASE_LANGUAGE
from bot.storage.centres import Centre, CentreState
from bot.storage.networks import Network, NetworkCentre
from bot.storage.programmes import Programme
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import audit, rights
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

_ALWAYS_SEARCHED_IN: Final = ("en", "fr", "ar")
_AT_A_TIME: Final = 500  # centres in memory with all that is known of them


@dataclass(frozen=True)
class Imported:
    """How many centres were created, changed, and the same already; the networks that were opened for them; by code, who leaves the programme."""

    created: int
    updated: int
    unchanged: int
    networks: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotImported:
    """Nothing was taken over. Networks that are not known can be opened, where the file does not misspell them."""

    problems: tuple[SheetProblem, ...]
    unknown_networks: tuple[str, ...] = ()


def import_centres(work: Work, sheet: CentreSheet, *, new_networks: bool = False) -> Imported | NotImported | Refusal:
    """All rows or none. Known centres are found by code; a column that the sheet lacks changes nothing of theirs."""
    if refusal := rights.refused(work, Right.ADMINISTER, WHOLE_PROGRAMME):
        return refusal
    if sheet.problems:
        return NotImported(sheet.problems)
    networks = {network.slug: network.id for network in work.session.exec(select(Network))}
    unknown = {slug: row.row for row in reversed(sheet.rows) for slug in row.networks if slug not in networks}
    opened = tuple(sorted(unknown))
    if unknown and not new_networks:
        problems = (_no_network(slug, row, networks) for slug, row in sorted(unknown.items(), key=itemgetter(1)))
        return NotImported(tuple(problems), opened)
    programme = the_programme(work)
    for slug in opened:
        networks[slug] = _open_network(work, programme, slug)
    created = updated = 0
    leaving: list[str] = []
    for first in range(0, len(sheet.rows), _AT_A_TIME):
        changes = _changes(work, programme.id, sheet.columns, sheet.rows[first : first + _AT_A_TIME])
        work.session.flush()  # new centres get their numbers
        for change in changes:
            _rename(work, change)
            _regroup(work, change, networks)
        work.session.flush()
        new = sum(change.before is None for change in changes)
        created, updated = created + new, updated + len(changes) - new
        leaving += [change.after.code for change in changes if change.leaves]
    result = Imported(created, updated, len(sheet.rows) - created - updated, opened, tuple(leaving))
    audit.note(work, "import centres", "programme", programme.id, created=created, updated=result.updated)
    return result


def listed_centres(work: Work) -> tuple[CentreRow, ...] | Refusal:
    """In the order of their codes."""
    if refusal := rights.refused(work, Right.ADMINISTER, WHOLE_PROGRAMME):
        return refusal
    return tuple(sorted((stored.row for stored in stored_centres(work.session).values()), key=lambda row: row.code))


@dataclass(frozen=True)
class StoredCentre:
    """A centre with all that a list of centres tells of it."""

    centre: Centre
    names: dict[str, TextVariant] = field(default_factory=dict)
    belongings: list[tuple[str, NetworkCentre]] = field(default_factory=list)  # with the network's slug; ended ones too

    @property
    def row(self) -> CentreRow:
        names = {language: variant.text for language, variant in self.names.items()}
        return CentreRow(
            code=self.centre.code,
            country=self.centre.country,
            name=names.pop(self.base_language, ""),
            names=names,
            city=self.centre.city or "",
            languages=tuple(self.centre.languages),
            zone=self.centre.zone,
            areas=tuple(self.centre.areas),
            networks=tuple(sorted(slug for slug, belonging in self.belongings if belonging.left_on is None)),
            state=self.centre.state.value,
        )

    @property
    def base_language(self) -> str:
        """A centre that somebody brought has a name in their language only: that one stands first then."""
        if BASE_LANGUAGE in self.names:
            return BASE_LANGUAGE
        originals = (tag for tag, name in self.names.items() if name.state is VariantState.ORIGINAL)
        return next(originals, BASE_LANGUAGE)


def stored_centres(session: Session, codes: Collection[str] | None = None) -> dict[str, StoredCentre]:
    """By code, case folded; all of them, or those with these codes."""
    wanted = select(Centre)
    if codes is not None:
        wanted = wanted.where(func.lower(Centre.code).in_(codes))
    centres = {centre.id: StoredCentre(centre) for centre in session.exec(wanted)}
    names = select(TextVariant).where(TextVariant.subject_kind == "centre", TextVariant.field == "name")
    belongings = select(NetworkCentre, Network.slug).join(Network, col(Network.id) == NetworkCentre.network_id)
    if codes is not None:
        names = names.where(col(TextVariant.subject_id).in_(centres))
        belongings = belongings.where(col(NetworkCentre.centre_id).in_(centres))
    for variant in session.exec(names.order_by(col(TextVariant.language))):
        if variant.subject_id in centres:
            centres[variant.subject_id].names[variant.language] = variant
    for belonging, slug in session.exec(belongings):
        centres[belonging.centre_id].belongings.append((slug, belonging))
    return {stored.centre.code.casefold(): stored for stored in centres.values()}


@dataclass(frozen=True)
class _Change:
    stored: StoredCentre
    before: CentreRow | None
    after: CentreRow

    @property
    def leaves(self) -> bool:
        return self.before is not None and self.before.state == CentreState.ACTIVE != self.after.state


def _changes(work: Work, programme_id: int, columns: Collection[str], rows: Sequence[CentreRow]) -> list[_Change]:
    known = stored_centres(work.session, {row.code.casefold() for row in rows})
    changes = []
    for row in rows:
        stored = known.get(row.code.casefold())
        before = stored.row if stored else None
        after = _merged(before, row, columns) if before else replace(row, networks=tuple(sorted(row.networks)))
        if stored is None:
            new = Centre(code=row.code, country=row.country, programme_id=programme_id, created_at=work.now)
            stored = StoredCentre(new)
        if after != before:
            _describe(stored.centre, after)
            work.session.add(stored.centre)
            changes.append(_Change(stored, before, after))
    return changes


def _merged(before: CentreRow, row: CentreRow, columns: Iterable[str]) -> CentreRow:
    told = {column: getattr(row, column) for column in columns if not column.startswith(NAME_IN)}
    tags = [column.removeprefix(NAME_IN) for column in columns if column.startswith(NAME_IN)]
    names = {**before.names, **{tag: row.names.get(tag, "") for tag in tags}}
    networks = tuple(sorted(told.pop("networks", before.networks)))
    return replace(before, **told, networks=networks, names={tag: name for tag, name in names.items() if name})


def _describe(centre: Centre, row: CentreRow) -> None:
    centre.code, centre.country, centre.city, centre.zone = row.code, row.country, row.city or None, row.zone
    centre.languages, centre.areas = list(row.languages), list(row.areas)
    centre.state = CentreState(row.state)
    centre.search = centre_search(row)


def centre_search(row: CentreRow) -> str:
    """People look for a centre by its names, and for those of a country."""
    countries = (country_name(row.country, tag) for tag in dict.fromkeys((*_ALWAYS_SEARCHED_IN, *row.languages)))
    return search_text(row.name, *row.names.values(), *countries)


def _rename(work: Work, change: _Change) -> None:
    stored, after = change.stored, change.after
    base = stored.base_language
    wanted = dict(after.names)
    if change.before is None or after.name != change.before.name:
        wanted[BASE_LANGUAGE] = after.name
    for language, text in wanted.items():
        variant = stored.names.get(language)
        if variant is None:
            state = VariantState.ORIGINAL if language == base else VariantState.APPROVED
            work.session.add(_name(work, "centre", stored.centre.id, language, text, state))
        elif variant.text != text:
            variant.text, variant.at, variant.by_person_id = text, work.now, work.actor.person_id
    for language, variant in stored.names.items():
        if language not in wanted and language not in {base, BASE_LANGUAGE}:
            work.session.delete(variant)


def _regroup(work: Work, change: _Change, networks: Mapping[str, int]) -> None:
    """Dates end a belonging; one that ended today goes on."""
    today = work.now.date()
    belongings = change.stored.belongings
    for slug, belonging in belongings:
        if belonging.left_on is None and slug not in change.after.networks:
            belonging.left_on = today
    standing = {slug for slug, belonging in belongings if belonging.left_on is None}
    ended_today = {slug: belonging for slug, belonging in belongings if belonging.joined_on == today}
    for slug in change.after.networks:
        if slug in standing:
            continue
        if slug in ended_today:
            ended_today[slug].left_on = None
        else:
            new = NetworkCentre(network_id=networks[slug], centre_id=change.stored.centre.id, joined_on=today)
            work.session.add(new)


def _open_network(work: Work, programme: Programme, slug: str) -> int:
    network = Network(programme_id=programme.id, slug=slug)
    work.session.add(network)
    work.session.flush()
    name = slug.replace("-", " ").capitalize()
    work.session.add(_name(work, "network", network.id, BASE_LANGUAGE, name, VariantState.ORIGINAL))
    audit.note(work, "open network", "network", network.id)
    return network.id


def _name(work: Work, kind: str, number: int, language: str, text: str, state: VariantState) -> TextVariant:
    return TextVariant(
        subject_kind=kind,
        subject_id=number,
        field="name",
        language=language,
        text=text,
        state=state,
        by_person_id=work.actor.person_id,
        at=work.now,
    )


def _no_network(slug: str, row: int, known: Iterable[str]) -> SheetProblem:
    listed = " ".join(sorted(known)) or "–"
    says = _("There is no network “{slug}”. There are: {networks}.", slug=slug, networks=listed)
    return SheetProblem(says, row, "networks")
