"""Asking whether a badge or a certificate holds: by its code, or by the signed badge itself."""

from dataclasses import dataclass

from sqlmodel import select

from bot.core.identifiers import new_public_id
from bot.core.messages import FileReference, Priority
from bot.core.refusal import Refusal
from bot.credentials import tokens
from bot.credentials.tokens import NotSignedByUsError
from bot.domain.codes import read_code
from bot.i18n.phrase import Lines, Moment, MomentStyle, Phrase, Words, _, _n
from bot.storage.credentials import Credential, CredentialKind, Revocation, SigningKey, find_by_code, find_by_public_id
from bot.storage.wanted_files import WantedFile
from bot.usecases import codes, recognition_lists, wanted_files
from bot.usecases.notify import Notice, tell_at
from bot.usecases.recognition_lists import Held
from bot.usecases.work import Work

PURPOSE = "credential"
KEY = "code"  # the question whose answer is asked about
LARGEST = 100_000  # bytes of a file with a badge; ours have some three thousand
UNKNOWN = _(
    "I know no badge or certificate with this code. Please compare it with the paper once more: it has eight letters and digits."
)
NOT_OURS = _(
    "This is not a badge of ours, or something in it has been changed: our signature does not fit. Please ask whoever gave it "
    "to you for the original file or for the code."
)
NOT_FOUND = _("It carries our signature, but I do not find it in my records. Please ask the programme that it names.")


@dataclass(frozen=True)
class Asked:
    """What was found for a code or a badge."""

    held: Held
    was_signed: bool  # the badge itself was shown, and its signature fits


def by_words(work: Work, typed: str) -> Asked | Refusal:
    """A code, or the text of a signed badge. Wrong codes count as guesses of the person, who then has to wait."""
    if _is_token(typed):
        return _by_token(work, "".join(typed.split()))
    if codes.has_guessed_enough(work):
        return Refusal(codes.TOO_MANY)
    row = find_by_code(work.session, read_code(typed))
    if row is None:
        codes.guessed(work)
        return Refusal(UNKNOWN, KEY)
    return _asked(work, row, was_signed=False)


def bring(work: Work, file: FileReference, address_id: int) -> str | Refusal:
    """A badge as a file: it is fetched, and the answer comes by itself. The file's name."""
    if (file.size or 0) > LARGEST:
        return Refusal(_("This file is too large for a badge. Please send the badge's own file, or its code."), KEY)
    wanted_files.want(work, file, address_id, key=f"{PURPOSE}:{new_public_id()}", purpose=PURPOSE)
    return file.name or ""


async def read(_row: WantedFile, data: bytes) -> str:
    """The text in the file; what is none cannot be a badge."""
    return data[:LARGEST].decode("utf-8", "replace")


def arrived(work: Work, row: WantedFile, text: str) -> None:
    found = _by_token(work, "".join(text.split()))
    words = found.why if isinstance(found, Refusal) else told(found)
    _answer(work, row, words)


def lost(work: Work, row: WantedFile) -> None:
    _answer(work, row, _("I could not get the file from where you sent it. Please send it once more, or the code."))


def told(asked: Asked) -> Words:
    """Whether it holds, and what it says: the same for everybody who has the code."""
    held = asked.held
    lines: list[Words] = [_verdict(held), what(held)]
    if asked.was_signed:
        lines.append(_("The file carries our signature and is unchanged."))
    return Lines(tuple(lines))


def what(held: Held) -> Words:
    """To whom it was given, what for, and when."""
    day = Moment(held.issued_at, MomentStyle.DAY)
    match held.kind:
        case CredentialKind.BADGE:
            return _("Badge of *{centre}* for *{title}*, {day}", centre=held.centre, title=held.title, day=day)
        case CredentialKind.CENTRE:
            return _("Certificate of *{centre}* for *{title}*, {day}", centre=held.centre, title=held.title, day=day)
        case CredentialKind.AUTHOR:
            return _(
                "Certificate of *{name}* ({centre}), who shared the practice *{title}*, {day}",
                name=held.person or _("one of the team of {centre}", centre=held.centre),
                centre=held.centre,
                title=held.title,
                day=day,
            )
        case CredentialKind.PARTICIPANT if held.person:
            return _(
                "Certificate of *{name}* ({centre}), who contributed to *{title}*, {day}",
                name=held.person,
                centre=held.centre,
                title=held.title,
                day=day,
            )
        case CredentialKind.PARTICIPANT:
            return _(
                "Certificate of one of the team of *{centre}*, who contributed to *{title}*, {day}",
                centre=held.centre,
                title=held.title,
                day=day,
            )


def done(held: Held) -> Words:
    """In counts; of a practice, where others find it."""
    if held.practice is not None:
        library = _("Practice {number} of the library", number=str(held.practice))
        if held.edition is None:
            return library
        return _("{library} · in the compendium, edition {edition}", library=library, edition=str(held.edition))
    rated = _n("{count} indicator rated", "{count} indicators rated", held.rated)
    people = _n("{count} person took part", "{count} people took part", held.people)
    return _("{rated} · {people}", rated=rated, people=people)


def _verdict(held: Held) -> Words:
    if held.revoked_at is None:
        return _("*Yes, this holds.*")
    day = Moment(held.revoked_at, MomentStyle.DAY)
    return Lines((_("*No, this holds no longer*, since {day}.", day=day), *reasons(held)))


def reasons(held: Held) -> tuple[Words, ...]:
    """Why it holds no longer, as far as that was said."""
    why: dict[Revocation, Phrase] = {
        Revocation.WITHDRAWN: _("The programme has taken it back."),
        Revocation.REPLACED: _("There is a newer one in its place."),
        Revocation.REOPENED: _("The centre has opened its self-assessment again."),
        Revocation.UNPUBLISHED: _("The practice is not published any more."),
    }
    if held.revocation is None:
        return ()
    known = why[held.revocation]
    return (known, _("Reason: {reason}", reason=held.reason)) if held.reason else (known,)


def _is_token(typed: str) -> bool:
    return typed.count(".") == 2 and typed.lstrip().startswith("ey")  # noqa: PLR2004 - head, content, signature


def _by_token(work: Work, token: str) -> Asked | Refusal:
    dids = work.session.exec(select(SigningKey.did)).all()
    try:
        claims = tokens.verified(token, dids)
    except NotSignedByUsError:
        return Refusal(NOT_OURS, KEY)
    row = find_by_public_id(work.session, str(claims.get("jti", "")).removeprefix("urn:uuid:"))
    if row is None:
        return Refusal(NOT_FOUND, KEY)
    if row.token != token:  # a key may have been stolen: what we signed is what we keep
        return Refusal(NOT_OURS, KEY)
    return _asked(work, row, was_signed=True)


def _asked(work: Work, row: Credential, *, was_signed: bool) -> Asked:
    return Asked(recognition_lists.described(work, [row])[0], was_signed)


def _answer(work: Work, row: WantedFile, words: Words) -> None:
    tell_at(work, row.person_id, row.address_id, Notice(f"file:{row.id}", words, priority=Priority.REPLY))
