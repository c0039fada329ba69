"""Rooms and channels in which announcements are posted: given to us, spoken in a language, ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.refusal import Refusal
from bot.domain.rights import ROLES, HeldRole, Right, ScopeKind, allows
from bot.i18n.languages import primary
from bot.i18n.phrase import Country, LanguageName, Variants, Words, _
from bot.storage.news_places import NewsPlace, open_places, place_in
from bot.storage.variants import texts
from bot.usecases import audit, languages_read, rights
from bot.usecases.people import person_of
from bot.usecases.work import Work

UNKNOWN = _("No announcements are posted there any more.")
_WIDEST = (ScopeKind.PROGRAMME, ScopeKind.COUNTRY, ScopeKind.NETWORK)


@dataclass(frozen=True)
class Place:
    """As whoever may post there sees it."""

    id: int
    channel: str
    of: Words  # whose place it is
    language: str


def give(work: Work, channel: str, account: str, chat: str, language: str = "") -> Words | Refusal:
    """Here news are to be posted, in this language or that of whoever says so, for whom they coordinate."""
    spoken = languages_read.called(work, language) if language else work.translator.spoken(person_of(work).language)
    if spoken is None:
        return Refusal(_("I do not know that language. Write its name or its short form, for example: *news fr*"))
    there = place_in(work.session, channel, account, chat)
    if there is not None and not _may_post(work, there):
        return Refusal(rights.NO_RIGHT)
    scope = _widest(rights.roles_of(work, work.person_id))
    if scope is None:
        return Refusal(rights.NO_RIGHT)
    if there is None:
        there = NewsPlace(
            channel=channel,
            account=account,
            external_id=chat,
            scope_kind=scope.scope_kind,
            scope_id=scope.scope_id,
            language=spoken,
            organiser_id=work.person_id,
            created_at=work.now,
        )
    elif language:
        there.language = spoken
    work.session.add(there)
    work.session.flush()
    audit.note(work, "give place for news", "news_place", there.id, channel=channel, language=there.language)
    return _(
        "From now on announcements to {of} can be posted here, in {language}. To change or end that, write *news places* to me in private.",
        of=called(work, [there])[there.id],
        language=LanguageName(there.language),
    )


def end(work: Work, channel: str, account: str, chat: str) -> Words | Refusal:
    """From within the room; whoever may post there may end it."""
    there = place_in(work.session, channel, account, chat)
    refusal = Refusal(UNKNOWN) if there is None else _end(work, there)
    return refusal or _("No more announcements are posted here.")


def end_by_number(work: Work, number: int) -> Refusal | None:
    """From outside, as of a channel in which nobody can speak to us."""
    there = work.session.get(NewsPlace, number)
    return Refusal(UNKNOWN) if there is None or there.ended_at is not None else _end(work, there)


def speak(work: Work, number: int, language: str) -> Refusal | None:
    """What is posted from now on is in this language."""
    there = work.session.get(NewsPlace, number)
    if there is None or there.ended_at is not None:
        return Refusal(UNKNOWN)
    if not _may_post(work, there):
        return Refusal(rights.NO_RIGHT)
    there.language = primary(language) or there.language
    work.session.add(there)
    audit.note(work, "change place for news", "news_place", there.id, language=there.language)
    return None


def on_offer(work: Work) -> tuple[Place, ...]:
    """Where this person may post."""
    found = [one for one in open_places(work.session) if _may_post(work, one)]
    names = called(work, found)
    return tuple(Place(one.id, one.channel, names[one.id], one.language) for one in found)


def called_in_full(place: Place) -> Words:
    return _(
        "{channel}, for {of}, in {language}",
        channel=place.channel.capitalize(),
        of=place.of,
        language=LanguageName(place.language),
    )


def any_on_offer(work: Work) -> bool:
    return rights.has_somewhere(work, Right.ANNOUNCE) and bool(on_offer(work))


def _end(work: Work, there: NewsPlace) -> Refusal | None:
    if not _may_post(work, there):
        return Refusal(rights.NO_RIGHT)
    there.ended_at = work.now
    work.session.add(there)
    audit.note(work, "end place for news", "news_place", there.id)
    return None


def _may_post(work: Work, place: NewsPlace) -> bool:
    return allows(rights.roles_of(work, work.person_id), Right.ANNOUNCE, place.where)


def _widest(roles: Iterable[HeldRole]) -> HeldRole | None:
    held = [one for one in roles if one.role in ROLES[Right.ANNOUNCE] and one.scope_kind in _WIDEST]
    return min(held, key=lambda one: _WIDEST.index(one.scope_kind), default=None)


def called(work: Work, places: Sequence[NewsPlace]) -> dict[int, Words]:
    """Whose place each is, within a sentence."""
    numbers = {int(one.scope_id) for one in places if one.scope_kind is ScopeKind.NETWORK}
    named = texts(work.session, "network", numbers, "name")
    found: dict[int, Words] = {}
    for one in places:
        match one.scope_kind:
            case ScopeKind.COUNTRY:
                found[one.id] = Country(one.scope_id)
            case ScopeKind.NETWORK:
                name = named.get(int(one.scope_id))
                found[one.id] = Variants(name) if name else one.scope_id
            case _:
                found[one.id] = _("everybody")
    return found
