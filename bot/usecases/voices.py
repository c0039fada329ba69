"""Saying how one sees a centre, without a name: what a code opens, handing it in, leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, func, or_, select

from bot.core.identifiers import new_anonymous_id
from bot.core.refusal import Refusal
from bot.domain.codes import read_code
from bot.i18n.languages import picker, primary
from bot.i18n.phrase import Phrase, Variants, Words, _, _p
from bot.questionnaires.form import Form
from bot.questionnaires.scoring import ratings
from bot.questionnaires.voices import remarks, telling, written
from bot.storage import voices
from bot.storage.centres import Centre, CentreState
from bot.storage.conversations import ConversationRow
from bot.storage.inbox import InboxRow
from bot.storage.people import Person
from bot.storage.questionnaires import Publication, Voice, find_version, takes_answers, title_words
from bot.storage.voices import KIND, VoiceAnswered, VoiceLink
from bot.usecases import codes
from bot.usecases.invitations import centre_name
from bot.usecases.people import delete_talks, person_of
from bot.usecases.work import Work

GROUPS: Mapping[Voice, Phrase] = {
    Voice.LEADERS: _p("voices", "leaders"),
    Voice.TEACHERS: _p("voices", "teachers"),
    Voice.LEARNERS: _p("voices", "learners"),
    Voice.FAMILIES: _p("voices", "families"),
    Voice.TRAINERS: _p("voices", "trainers in companies"),
    Voice.COMPANIES: _p("voices", "partner companies"),
    Voice.ASSOCIATIONS: _p("voices", "associations and services"),
}
UNKNOWN = _("I do not know this code. Perhaps a character is missing? Please look at the link or the poster again.")
CLOSED = _("This questionnaire is closed and takes no more answers. What was not handed in by then is not kept.")
ALREADY = _("From this account, answers have been handed in already. Each person answers once; thank you!")


@dataclass(frozen=True)
class Opened:
    """What a code opens."""

    centre: Variants
    group: Words
    closes_at: datetime | None


@dataclass(frozen=True)
class Said:
    """`answers` by path, as the form has them."""

    version: int
    answers: Mapping[str, str]
    since: int | None = None  # as in `begin`


def refused_form(work: Work, version_id: int, voice: Voice) -> Refusal | None:
    """A questionnaire that asks for what tells who somebody is cannot be answered without a name.

    Of learners, many of whom are minors, no words of their own are asked: they would name themselves, or each other.
    """
    version = find_version(work.session, version_id)
    assert version is not None, "versions are kept"
    form = Form.from_json(version.compiled)
    title = title_words(version.title, version.titles)
    asked = telling(form)
    if not asked:
        own_words = written(form) if voice is Voice.LEARNERS else ()
        return _refused_words(title, own_words[0].name) if own_words else None
    return Refusal(
        _(
            "*{title}* asks for a file, a place or a day ({question}): that tells who somebody is. Please bring a version "
            "without it.",
            title=title,
            question=asked[0].name,
        ),
        key="voices",
    )


def _refused_words(title: Words, question: str) -> Refusal:
    return Refusal(
        _(
            "*{title}* asks learners to write something themselves ({question}): many of them are minors, and words may name "
            "somebody. Please bring a version in which they choose.",
            title=title,
            question=question,
        ),
        key="voices",
    )


def knock(work: Work, code: str) -> bool:
    """Once, when somebody comes with a code: one that there is not counts as a guess. False: those were too many."""
    if codes.has_guessed_enough(work):
        return False
    if voices.find_link(work.session, read_code(code)) is None:
        codes.guessed(work)
    return True


def opened(work: Work, code: str) -> Opened | Refusal:
    found = _open(work, code)
    if isinstance(found, Refusal):
        return found
    link, publication = found
    assert publication.voice is not None, "of a publication for voices"
    return Opened(centre_name(work, link.centre_id), GROUPS[publication.voice], publication.closes_at)


def begin(work: Work, code: str) -> dict[str, Any] | Refusal:
    """Nothing is written: what the talk starts from, as JSON.

    `seed` mixes lists that the form wants mixed; `since` is the last message that has come in, of whomever.
    """
    found = _open(work, code)
    if isinstance(found, Refusal):
        return found
    _link, publication = found
    since = work.session.exec(select(func.max(InboxRow.id))).one()
    return {
        "publication": publication.id,
        "version": publication.version_id,
        "seed": new_anonymous_id(),
        "since": since,
    }


def first_language(work: Work, client: str | None, code: str) -> dict[str, Any]:
    """`language` where it is known of the person or their phone, and the order in which languages are offered else."""
    known, available = person_of(work).language, work.translator.languages
    sure = next((one for one in (known, primary(client)) if one in available), None)
    link = voices.find_link(work.session, read_code(code))
    country = work.session.get_one(Centre, link.centre_id).country if link is not None else None
    return {"language": sure, "order": list(picker(client, country, available))}


def hand_in(work: Work, code: str, said: Said) -> bool | Refusal:
    """The answers land without a name; that the person has answered is noted beside them; the talk is deleted."""
    found = _open(work, code)
    if isinstance(found, Refusal):
        return found
    link = voices.hold(work.session, found[0].id)
    if link.sealed_at is not None:
        return Refusal(CLOSED)
    version = find_version(work.session, said.version)
    assert version is not None, "versions are kept"
    form = Form.from_json(version.compiled)
    rated = [
        {"indicator": indicator, "level": one.level, "relevance": one.relevance}
        for indicator, one in ratings(form, said.answers).items()
        if one.level is not None or one.not_applicable
    ]
    voices.keep(work.session, link, rated, remarks(form, said.answers))
    begun_at = leave(work, code)
    answered = VoiceAnswered(link_id=link.id, person_id=work.person_id)
    answered.begun_at, answered.handed_in_at, answered.since = begun_at, work.now, said.since
    work.session.add(answered)
    return True


def leave(work: Work, code: str) -> datetime:
    """Delete what the person's talks about this code have kept; when the first of them began."""
    talks = work.session.exec(
        select(ConversationRow.id, ConversationRow.created_at).where(
            ConversationRow.person_id == work.person_id,
            ConversationRow.handler == KIND,
            ConversationRow.argument == code,
        )
    ).all()
    delete_talks(work, [number for number, _at in talks])
    return min((at for _number, at in talks), default=work.now)


def _open(work: Work, code: str) -> tuple[VoiceLink, Publication] | Refusal:
    link = voices.find_link(work.session, read_code(code))
    if link is None:
        return Refusal(UNKNOWN)
    publication = work.session.get_one(Publication, link.publication_id)
    centre = work.session.get_one(Centre, link.centre_id)
    if link.sealed_at is not None or not takes_answers(publication, work.now) or centre.state is not CentreState.ACTIVE:
        return Refusal(CLOSED)
    return Refusal(ALREADY) if _has_answered(work, link) else (link, publication)


def _has_answered(work: Work, link: VoiceLink) -> bool:
    """With this account, or with one that was joined to it."""
    joined = select(Person.id).where(Person.merged_into_id == work.person_id)
    found = select(VoiceAnswered.link_id).where(
        VoiceAnswered.link_id == link.id,
        or_(VoiceAnswered.person_id == work.person_id, col(VoiceAnswered.person_id).in_(joined)),
    )
    return work.session.exec(found.limit(1)).first() is not None
