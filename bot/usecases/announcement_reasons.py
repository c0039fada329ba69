"""Why somebody got an announcement: what of its audience is true of them."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES
from bot.domain.audiences import Audience, CentreFacts
from bot.domain.subscriptions import is_topic
from bot.i18n.phrase import Country, LanguageName, Lines, Listed, Variants, Words, _
from bot.storage.memberships import CentreFunction, MembershipState, memberships_of
from bot.storage.variants import texts
from bot.usecases import announcement_offers, audiences, memberships, subscriptions
from bot.usecases.announcement_readers import CHANGE, NOT_YOURS, mine
from bot.usecases.people import person_of
from bot.usecases.work import Work


def why(work: Work, argument: str) -> Told | Refusal:
    """It names nobody else, and no centre but one's own."""
    announcement = mine(work, argument)
    if announcement is None:
        return Refusal(NOT_YOURS)
    number = str(announcement.id)
    reasons = tuple(_reasons(work, Audience.from_json(announcement.audience)))
    lines: list[Words] = [_("Why you got announcement {number}:", number=number)]
    lines += reasons or (_("• It is for everybody who takes part."),)
    if announcement.urgent:
        lines.append(_("• It is urgent: such news come whatever you have chosen."))
    topic = announcement.topic
    if topic is not None and is_topic(topic):
        lines.append(_("Its topic is *{topic}*.", topic=subscriptions.topic_names(work, [topic])[topic]))
    mute = announcement_offers.to_readers(announcement.id, topic)[1:]
    return Told(Lines(tuple(lines)), (*mute, CHANGE), stays=True)


def _reasons(work: Work, audience: Audience) -> Iterator[Words]:
    places = [one for one in memberships_of(work.session, work.person_id) if one.state is MembershipState.CONFIRMED]
    centres = audiences.centres_in(work, Audience(centres=tuple(one.centre_id for one in places))) if places else []
    yield from _of_centres(work.session, audience, centres)
    held = {one.function for one in places}
    functions = [memberships.FUNCTIONS[one] for one in CentreFunction if one in audience.functions and one in held]
    if functions:
        yield _("• Your function: {functions}", functions=Listed(tuple(functions)))
    language = person_of(work).language
    if language is not None and language in audience.languages:
        yield _("• You read {language} here.", language=LanguageName(language))
    if audience.sessions:
        yield _("• You were at a session that it is about.")


def _of_centres(session: Session, audience: Audience, centres: Sequence[CentreFacts]) -> Iterator[Words]:
    mine = [one for one in centres if audience.takes_in(one)]
    countries = sorted({one.country for one in mine}.intersection(audience.countries))
    if countries:
        yield _("• Your centre is in {countries}.", countries=Listed(tuple(Country(one) for one in countries)))
    networks = sorted({number for one in mine for number in one.networks}.intersection(audience.networks))
    if networks:
        named = texts(session, "network", networks, "name")
        names = tuple(Variants(named[one]) if one in named else str(one) for one in networks)
        yield _("• Your centre belongs to the network {networks}.", networks=Listed(names))
    areas = {area for one in mine for area in one.areas}.intersection(audience.areas)
    if areas:
        works_on = tuple(name for area, name in AREA_NAMES.items() if area in areas)
        yield _("• Your centre works on {areas}.", areas=Listed(works_on))
    if audience.centres:
        yield _("• It is for your centre.")
