"""`passerelle badges …`: what was given, taking it back, the keys that sign it, and lists of what was revoked."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import col, select

from bot.cli_database import problems_told
from bot.cli_told import in_english
from bot.core.refusal import Refusal
from bot.credentials.keys import public_jwk
from bot.domain.codes import read_code
from bot.domain.web_links import is_web_link
from bot.shell import as_command
from bot.storage.centres import Centre, find_centre
from bot.storage.credentials import Credential, CredentialKind, SigningKey, find_by_code, keys_of
from bot.usecases import recognition_badges, recognition_keys, recognition_revoking
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

app = typer.Typer(no_args_is_help=True, help="Badges and certificates of self-assessments.")
Code = Annotated[str, typer.Argument(help="The code that stands on it.")]
_NAMES = {
    CredentialKind.BADGE: "badge",
    CredentialKind.CENTRE: "certificate of the centre",
    CredentialKind.PARTICIPANT: "certificate of a participant",
    CredentialKind.AUTHOR: "certificate of an author",
}


class _NotDoneError(Exception):
    """A sentence for whoever typed the command."""


@app.command("list")
def listed(
    centre: Annotated[str | None, typer.Option(help="Of this centre only, by its code in the list of centres.")] = None,
) -> None:
    """What was given, the latest first: day, code, what it is, the centre's code, and whether it holds. No names of people."""
    with problems_told(_NotDoneError):
        lines = as_command(lambda work: list(_lines(work, centre)))
        for line in lines:
            print(line)
        if not lines:
            print("Nothing has been given yet.")


@app.command()
def export(code: Code, file: Annotated[Path, typer.Argument(help="The file to write, such as badge.jwt.")]) -> None:
    """Write a signed badge (Open Badges 3.0, VC-JWT) into a file."""
    with problems_told(_NotDoneError):
        _write(file, as_command(lambda work: _token(work, code)))


@app.command()
def revoke(
    code: Code,
    reason: Annotated[str, typer.Option(help="One sentence; whoever checks the code reads it.")],
    replace: Annotated[bool, typer.Option("--replace", help="Give a new one in its place.")] = False,
) -> None:
    """Take a badge or certificate back; those it was given to are told."""
    with problems_told(_NotDoneError):
        print(as_command(lambda work: _revoked(work, code, reason, replace=replace)))


@app.command()
def key(
    jwk: Annotated[bool, typer.Option("--jwk", help="As a set of JSON Web Keys, for programs that verify.")] = False,
    new: Annotated[
        bool, typer.Option("--new", help="Make a new key, which signs from now on, and retire the old one.")
    ] = False,
) -> None:
    """Show the public keys that badges are verified with; the secret one is never shown."""
    with problems_told(_NotDoneError):
        rows = as_command(lambda work: _keys(work, new=new))
        if jwk:
            print(json.dumps({"keys": [public_jwk(row.did) for row in rows]}, indent=2))
            return
        for row in rows:
            until = f"until {row.retired_at:%Y-%m-%d}, verifies what it signed" if row.retired_at else "signs now"
            print(f"{row.did}  (since {row.created_at:%Y-%m-%d}, {until})")


@app.command()
def address(
    url: Annotated[
        str, typer.Argument(help="Such as https://bot.example.org: where others reach this bot's web server.")
    ],
) -> None:
    """Tell where lists of revoked badges are found; it stands in every badge that is signed from now on."""
    with problems_told(_NotDoneError):
        if not is_web_link(url):
            raise _NotDoneError("An address begins with https:// (or http://). Nothing was changed.")
        as_command(lambda work: recognition_keys.publish_at(work, the_programme(work).id, url.rstrip("/")))
        print(f"Badges signed from now on name {url.rstrip('/')}/badges/status/0 as their list.")


@app.command("status-list")
def status_list(
    file: Annotated[Path, typer.Argument(help="The file to write, such as status.jwt.")],
    number: Annotated[int, typer.Option(help="Which list; there is a second one only after 131,072 badges.")] = 0,
) -> None:
    """Write the signed list of revoked badges (Bitstring Status List, VC-JWT), to publish it or to hand it on."""
    with problems_told(_NotDoneError):
        _write(file, as_command(lambda work: _list(work, number)))


def _lines(work: Work, centre: str | None) -> Iterator[str]:
    rows = select(Credential, Centre.code).join(Centre, col(Centre.id) == Credential.centre_id)
    if centre is not None:
        found = find_centre(work.session, centre)
        if found is None:
            raise _NotDoneError(f"There is no centre with the code {centre}. `passerelle centres export -` lists them.")
        rows = rows.where(Credential.centre_id == found.id)
    for row, place in work.session.exec(rows.order_by(col(Credential.id).desc())):
        state = "holds" if row.revoked_at is None else f"{row.revocation} {row.revoked_at:%Y-%m-%d}: {row.reason}"
        yield f"{row.issued_at:%Y-%m-%d}  {row.code}  {_NAMES[row.kind]}  {place}  {state}"


def _found(work: Work, code: str) -> Credential:
    row = find_by_code(work.session, read_code(code))
    if row is None:
        raise _NotDoneError(
            f"There is no badge or certificate with the code {code}. `passerelle badges list` shows them."
        )
    return row


def _token(work: Work, code: str) -> str:
    row = _found(work, code)
    if row.token is None:
        raise _NotDoneError(
            f"{row.code} is a {_NAMES[row.kind]}, not a badge: it is drawn for whoever asks for it in the chat."
        )
    return row.token


def _revoked(work: Work, code: str, reason: str, *, replace: bool) -> str:
    row = _found(work, code)
    if replace:
        made = recognition_revoking.reissue(work, row.id, reason)
        if isinstance(made, Refusal):
            raise _NotDoneError(in_english(made.why))
        return f"{row.code} holds no longer. The new one has the code {made.code}."
    done = recognition_revoking.revoke(work, row.id, reason)
    if isinstance(done, Refusal):
        raise _NotDoneError(in_english(done.why))
    return f"{row.code} holds no longer."


def _keys(work: Work, *, new: bool) -> list[SigningKey]:
    programme = the_programme(work).id
    if new:
        recognition_keys.rotate(work, programme)
    else:
        recognition_keys.key_row(work, programme)
    rows = list(keys_of(work.session, programme))
    for row in rows:
        work.session.expunge(row)
    return rows


def _list(work: Work, number: int) -> str:
    programme = the_programme(work).id
    recognition_keys.key_row(work, programme)
    token = recognition_badges.status_token(work, programme, number)
    if token is None:
        raise _NotDoneError(f"There is no list {number} yet.")
    return token


def _write(file: Path, token: str) -> None:
    try:
        file.write_text(token + "\n", encoding="ascii")
    except OSError as error:
        raise _NotDoneError(f"The file {file} cannot be written: {error.strerror}. Name another place.") from error
    print(f"Written: {file}")
