"""Asking for voices: links and posters of a centre, and how many have answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.codes import new_code
from bot.domain.rights import Right, ScopeKind
from bot.domain.suppression import FEWEST
from bot.i18n.phrase import Variants, Words, _
from bot.storage import voices
from bot.storage.centres import Centre, CentreState
from bot.storage.questionnaires import Publication, PublicationWay, Voice, open_publications, takes_answers
from bot.storage.variants import texts
from bot.storage.voices import KIND, VoiceLink
from bot.usecases import audiences, audit, rights
from bot.usecases.voices import GROUPS
from bot.usecases.ways_in import WayIn, ways_in
from bot.usecases.work import Work

NOT_NOW = _("Links and posters are for those who coordinate a centre, and only while a round asks for voices.")
NOBODY_ASKED = _("At present no group is asked about this centre. That begins with a round.")
NOT_ASKED = _("This group is not asked about this centre at present. Write *voices* to see which are.")


@dataclass(frozen=True)
class Asked:
    """A group that can be asked about a centre. `count` None: fewer than five, so that nobody can be told from it."""

    publication: int
    voice: Voice
    group: Words
    closes_at: datetime | None
    count: int | None


@dataclass(frozen=True)
class Asking:
    """How people of a group come to the questions."""

    code: str
    centre: Variants
    group: Words
    closes_at: datetime | None
    ways: Sequence[WayIn]


def may_ask(work: Work) -> bool:
    """For the menu: voices are being gathered, and the person invites people somewhere."""
    return bool(_gathering(work)) and rights.has_somewhere(work, Right.INVITE)


def centres(work: Work) -> Sequence[tuple[int, Variants]]:
    """Of which the person is a coordinator; for those whose role is wider: none, they search."""
    held = rights.roles_of(work, work.person_id)
    wanted = [int(one.scope_id) for one in held if one.scope_kind is ScopeKind.CENTRE]
    found = work.session.exec(
        select(Centre.id).where(col(Centre.id).in_(wanted), Centre.state == CentreState.ACTIVE).order_by(col(Centre.id))
    ).all()
    names = texts(work.session, "centre", found, "name")
    return [(number, Variants(names.get(number, {}))) for number in found]


def asked(work: Work, centre_id: int) -> Sequence[Asked] | Refusal:
    """The groups that may be asked about this centre now."""
    if refusal := rights.refused(work, Right.INVITE, rights.at_centre(work, centre_id)):
        return refusal
    publications = sorted((one for one in _gathering(work) if _takes_in(work, one, centre_id)), key=lambda one: one.id)
    counts = voices.counts(work.session, [one.id for one in publications])
    return [
        Asked(one.id, one.voice, GROUPS[one.voice], one.closes_at, _shown(counts, one.id, centre_id))
        for one in publications
        if one.voice is not None
    ]


def link(work: Work, centre_id: int, publication_id: int) -> Asking | Refusal:
    """The same one whenever it is asked for."""
    if refusal := rights.refused(work, Right.INVITE, rights.at_centre(work, centre_id)):
        return refusal
    publication = work.session.get(Publication, publication_id)
    if publication is None or not _asks(work, publication, centre_id):
        return Refusal(NOT_ASKED)
    assert publication.voice is not None, "of a publication for voices"
    found = work.session.exec(
        select(VoiceLink).where(VoiceLink.publication_id == publication_id, VoiceLink.centre_id == centre_id)
    ).one_or_none()
    if found is None:
        found = VoiceLink(
            code=new_code(),
            publication_id=publication_id,
            centre_id=centre_id,
            author_id=work.actor.person_id,
            created_at=work.now,
        )
        work.session.add(found)
        work.session.flush()
        audit.note(work, "ask for voices", KIND, found.id, scope=f"centre:{centre_id}", voice=publication.voice)
    names = texts(work.session, "centre", [centre_id], "name")
    return Asking(
        found.code,
        Variants(names.get(centre_id, {})),
        GROUPS[publication.voice],
        publication.closes_at,
        ways_in(work, KIND, found.code),
    )


def _gathering(work: Work) -> Sequence[Publication]:
    return open_publications(work.session, work.now, PublicationWay.VOICES)


def _asks(work: Work, publication: Publication, centre_id: int) -> bool:
    is_open = publication.way is PublicationWay.VOICES and takes_answers(publication, work.now)
    return is_open and _takes_in(work, publication, centre_id)


def _takes_in(work: Work, publication: Publication, centre_id: int) -> bool:
    audience = Audience.from_json(publication.audience)
    return any(centre.id == centre_id for centre in audiences.centres_in(work, audience))


def _shown(counts: Mapping[tuple[int, int], int], publication: int, centre: int) -> int | None:
    count = counts.get((publication, centre), 0)
    return count if count >= FEWEST else None
