"""Coming in: the language, the consent, the centre."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.centres import CentreRow, tidy
from bot.domain.names import fold, rank, search_text
from bot.domain.rights import ScopeKind
from bot.i18n.countries import BY_CODE, nearest_first, territory_of
from bot.i18n.detection import detect
from bot.i18n.languages import BASE, picker, primary
from bot.i18n.phrase import Variants
from bot.storage.centres import Centre, CentreState
from bot.storage.consents import TAKING_PART, WORDING, Consent, consents_of
from bot.storage.memberships import CentreFunction
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme
from bot.storage.variants import texts
from bot.usecases import audit, codes, invitations, memberships, rights, variants
from bot.usecases.centres import centre_search
from bot.usecases.invitations import Invited, invited, used
from bot.usecases.people import person_of
from bot.usecases.work import Work

SURE = 0.9  # from there on the guess is spoken at once; below it, the person picks


@dataclass(frozen=True)
class Found:
    """A centre that a search has found; `city` where its name does not say it."""

    id: int
    name: Variants
    city: str
    country: str


def first_words(work: Work, text: str, hint: str | None, code: str) -> dict[str, Any]:
    """What the first message tells of the language: `language` where it is sure, what they read where we do not speak it, the
    order of the picker, the phone's.

    Words that are surely in one language count more than what we spoke before, and that more than the phone, which many
    leave in English. A command does not, nor "hello" or "start" alone: so people speak to a machine, whatever their
    language is.
    """
    country = None
    opened = invitations.knock(work, code) if code else None
    if isinstance(opened, Invited):
        country = opened.country
    available = work.translator.languages
    client = primary(hint)
    guess = detect("" if text.startswith(("/", "!")) else text, country, hint)
    is_said_to_a_machine = client is not None and guess.language == BASE and len(text.split()) == 1
    said = None if guess.confidence < SURE or is_said_to_a_machine else guess.language
    sure = next((one for one in (said, person_of(work).language, client) if one in available), None)
    reads = next((one for one in (said, client) if one is not None), None)
    order = list(picker(hint, country, available))
    return {
        "language": sure,
        "reads": None if reads in available else reads,
        "order": order,
        "client": hint,
        "may_try": opened != Refusal(codes.TOO_MANY),
    }


def find_centres(work: Work, query: str) -> list[Found]:
    """The best few, by name or town, in any spelling."""
    rows = work.session.exec(
        select(Centre.id, Centre.search, Centre.city, Centre.country).where(Centre.state == CentreState.ACTIVE)
    ).all()
    by_id = {row[0]: row for row in rows}
    best = rank(query, [(row[0], f"{row[1]}\n{search_text(row[2] or '')}") for row in rows], at_most=6)
    names = texts(work.session, "centre", best, "name")
    return [
        Found(key, Variants(called), _unless_named(by_id[key][2] or "", called.values()), by_id[key][3])
        for key in best
        for called in [names.get(key, {})]
    ]


def _unless_named(city: str, names: Iterable[str]) -> str:
    """Nothing where a name of the centre says the town already."""
    wanted = f" {fold(city)} "
    return "" if any(wanted in f" {fold(name)} " for name in names) else city


def known_name(work: Work, shown: str) -> str:
    """The name that the platform shows, or that we know already; empty where there is none."""
    return (person_of(work).name or shown).strip()[:100]


def forget_at(work: Work) -> str | None:
    """When this person is to be forgotten, if they asked for it; ISO 8601."""
    due = person_of(work).forget_at
    return None if due is None else due.isoformat()


def settled(work: Work) -> str | None:
    """The language of a person who has come in before: it, the consent and the clock are not asked for again."""
    person = person_of(work)
    is_in = person.state in {PersonState.ACTIVE, PersonState.PENDING, PersonState.STOPPED}
    return person.language if is_in and person.language_chosen and _has_agreed(work) else None


def chosen_language(work: Work) -> str | None:
    """The one that somebody who has not come in yet has asked for."""
    person = person_of(work)
    return person.language if person.language_chosen else None


def _has_agreed(work: Work) -> bool:
    return any(consent.purpose == TAKING_PART for consent in consents_of(work.session, work.person_id))


def has_a_role(work: Work) -> bool:
    """Who coordinates something may come in without belonging to a centre."""
    return bool(rights.roles_of(work, work.person_id))


def country_of_role(work: Work, client: str | None) -> str | None:
    """Where somebody with a role is, as far as the role or the phone tells; None: they have to be asked."""
    scopes = [one.scope_id for one in rights.roles_of(work, work.person_id) if one.scope_kind is ScopeKind.COUNTRY]
    return next((code for code in (*scopes, territory_of(client)) if code in BY_CODE), None)


def come_in_with_a_role(
    work: Work, language: str, name: str, country: str | None, reads: str | None = None
) -> Refusal | None:
    """`country` gives the clock; None: it is none of the network's, and times are told in UTC."""
    if not has_a_role(work):
        return Refusal(rights.NO_RIGHT)
    person = _settle(work, language, name, None, reads)
    person.state = PersonState.ACTIVE
    if country is not None:
        person.country, person.zone = country, BY_CODE[country].zone
    work.session.add(person)
    audit.note(work, "come in", "person", person.id)
    return None


def zone(work: Work) -> str:
    return person_of(work).zone


def countries(_work: Work, client: str | None, language: str) -> tuple[str, ...]:
    """Codes, those near the person first; `client` is the language tag of the phone."""
    at_home = primary(client)
    spoken = dict.fromkeys([*([at_home] if at_home else []), language])
    return nearest_first(client, tuple(spoken), language)


def come_in_by_invitation(work: Work, code: str, language: str, name: str, reads: str | None = None) -> int | Refusal:
    """Consent given, centre confirmed: the person belongs. The centre's id."""
    opened = invited(work, code)
    if isinstance(opened, Refusal):
        return opened
    invitation = used(work, code)
    centre = work.session.get_one(Centre, invitation.centre_id)
    person = _settle(work, language, name, centre, reads)
    memberships.add_confirmed(work, person, centre, invitation.function)
    return centre.id


def ask_to_come_in(
    work: Work, centre_id: int, function: str, language: str, name: str, reads: str | None = None
) -> int:
    """Pending until somebody of the centre says yes; the menu is open meanwhile."""
    centre = work.session.get_one(Centre, centre_id)
    person = _settle(work, language, name, centre, reads)
    if person.state is not PersonState.ACTIVE:
        person.state = PersonState.PENDING
    work.session.add(person)
    return memberships.ask_to_join(work, person, centre, CentreFunction(function)).id


def bring_a_centre(
    work: Work, name: str, country: str, language: str, person_name: str, reads: str | None = None
) -> int:
    """A centre that is not in the list asks to join; the programme decides."""
    programme = work.session.exec(select(Programme).order_by(Programme.id)).first()  # type: ignore[arg-type] # a column
    assert programme is not None, "a database has a programme from its first day"
    name = tidy(name)
    row = CentreRow(
        code=f"asking-{work.person_id}-{int(work.now.timestamp())}",
        country=country,
        name=name,
        languages=(language,),
        zone=BY_CODE[country].zone,
    )
    centre = Centre(
        code=row.code,
        programme_id=programme.id,
        country=row.country,
        languages=list(row.languages),
        zone=row.zone,
        state=CentreState.ASKING,
        search=centre_search(row),
        created_at=work.now,
    )
    work.session.add(centre)
    work.session.flush()
    variants.write(work, "centre", centre.id, "name", {language: name}, language)
    person = _settle(work, language, person_name, centre, reads)
    if person.state is not PersonState.ACTIVE:
        person.state = PersonState.PENDING
    work.session.add(person)
    audit.note(work, "bring a centre", "centre", centre.id)
    memberships.ask_to_join(work, person, centre, CentreFunction.COORDINATOR)
    return centre.id


def turn_away(work: Work) -> None:
    """No consent: nothing is kept but the address, without which the same question would come at once again."""
    person = person_of(work)
    person.name = person.language = person.reads = None
    person.language_chosen = person.text_only = False
    person.state = PersonState.NEW
    work.session.add(person)
    audit.note(work, "no consent", "person", person.id)


def _settle(work: Work, language: str, name: str, centre: Centre | None, reads: str | None) -> Person:
    person = person_of(work)
    if settled(work) is not None:
        person.name = person.name or name[:100] or None
        work.session.add(person)
        return person
    person.language, person.language_chosen = language, True
    person.reads = person.reads or reads
    person.name = name[:100] or None
    if centre is not None:
        person.country, person.zone = centre.country, centre.zone
    work.session.add(person)
    _agree(work, language)
    return person


def is_to_agree_anew(work: Work) -> bool:
    said = {one.text_version for one in consents_of(work.session, work.person_id) if one.purpose == TAKING_PART}
    return bool(said) and WORDING not in said


def agree_anew(work: Work) -> None:
    """To the words of today. What was agreed to before stays noted; said twice, it is noted once."""
    if not is_to_agree_anew(work):
        return
    _agree(work, work.translator.spoken(person_of(work).language))
    audit.note(work, "agree anew", "person", work.person_id, wording=WORDING)


def _agree(work: Work, language: str) -> None:
    work.session.add(
        Consent(
            person_id=work.person_id,
            purpose=TAKING_PART,
            text_version=WORDING,
            language=language,
            given_at=work.now,
        )
    )
