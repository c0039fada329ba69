"""What a session is proposed from: then its area, its audience or its kind are known already."""

from dataclasses import dataclass

from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.audiences import Audience
from bot.domain.sessions import OriginKind, SessionKind
from bot.i18n.phrase import LanguageName, Listed, Words, _, _n
from bot.usecases import partner_introductions, session_needs, session_wish_origins, topic_origins
from bot.usecases.work import Work


@dataclass(frozen=True)
class Origin:
    """None, or the default, where it is to be asked. `areas` are those on offer; `words` stand on the review card."""

    area: PriorityArea | None = None
    areas: tuple[PriorityArea, ...] = tuple(PriorityArea)
    audience: Audience | None = None
    kind: SessionKind = SessionKind.PEER_LEARNING
    origin: tuple[OriginKind, int] | None = None
    words: tuple[Words, ...] = ()
    title: str | None = None  # in the actor's language where there is one
    lead: tuple[Words, ...] = ()  # said with the first question
    languages: tuple[str, ...] = ()


def origin(work: Work, argument: str) -> Origin | None:
    """Of the talk's argument; None where it says nothing that the actor may see."""
    audience, number = partner_introductions.audience(work, argument), partner_introductions.number_in(argument)
    if audience is not None and number is not None:
        area = partner_introductions.area(work, argument)
        words = () if area is None else (_("It is with your partners, about *{area}*.", area=AREA_NAMES[area]),)
        return Origin(area=area, audience=audience, origin=(OriginKind.TANDEM, number), words=words)
    need = session_needs.need(work, argument)
    if need is not None:
        words = (_("It is about what *{centre}* could learn from others.", centre=need.centre),)
        return Origin(areas=need.areas, origin=(OriginKind.NEED, need.assessment), words=words)
    topic = topic_origins.chosen(work, argument)
    if topic is not None:
        return Origin(
            audience=Audience(networks=(topic.network,)),
            kind=SessionKind.NETWORK_DAY,
            origin=(OriginKind.TOPIC, topic.id),
            words=(_("*{title}*: a day of the network {network}.", title=topic.title, network=topic.network_name),),
            title=topic.title,
        )
    return _of_wish(work, argument)


def _of_wish(work: Work, argument: str) -> Origin | None:
    if not session_wish_origins.is_meant(argument):
        return None
    wish = session_wish_origins.wished(work, argument)
    if wish is None:
        gone = _("The wish with which this began is not open any more. You can propose the session all the same.")
        return Origin(lead=(gone,), words=(gone,))
    said = _("It comes of a wish: “{text}”", text=wish.text)
    words: list[Words] = [
        said,
        _n(
            "Whoever wished for it is told, and invited in any case: {count} person.",
            "Whoever wished for it is told, and invited in any case: {count} people.",
            wish.people,
        ),
    ]
    if wish.languages:
        spoken = Listed(tuple(LanguageName(one) for one in wish.languages))
        words.append(_("Spoken there, as they wished: {languages}.", languages=spoken))
    return Origin(
        area=wish.area,
        origin=(OriginKind.WISH, wish.id),
        words=tuple(words),
        lead=(said,),
        languages=wish.languages,
    )
