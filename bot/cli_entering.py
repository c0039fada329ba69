"""Commands that let people in: `claim`, `appoint` and `invite`."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.cli_database import problems_told
from bot.core.refusal import Refusal
from bot.domain.rights import Role, ScopeKind
from bot.i18n.translator import Reader
from bot.platforms import name_on_telegram
from bot.reports.qr import qr_code
from bot.settings import Settings
from bot.shell import as_command
from bot.storage.centres import find_centre
from bot.storage.invitations import Invitation
from bot.storage.memberships import CentreFunction
from bot.storage.networks import find_network
from bot.usecases import claiming, invitations, role_codes, roles
from bot.usecases.work import Work

T = TypeVar("T")
app = typer.Typer()


@dataclass(frozen=True)
class Refused:
    why: str


class Post(StrEnum):
    """Roles as they are typed here."""

    PROGRAMME_COORDINATOR = "programme-coordinator"
    COUNTRY_COORDINATOR = "country-coordinator"
    NETWORK_ANIMATOR = "network-animator"
    ADMINISTRATOR = "administrator"


@app.command()
def claim() -> None:
    """Make a new code for the first administrator: send it to the bot as `/claim CODE` within 24 hours."""
    with problems_told():
        code = as_command(claiming.new_code)
        print(
            f"Write to the bot within 24 hours:\n\n    /claim {code}     (on Matrix: !claim {code})\n\nIt works once."
        )


@app.command()
def appoint(
    post: Annotated[Post, typer.Argument(metavar="ROLE", help="Which one.")],
    country: Annotated[str | None, typer.Option(help="Of a country coordinator: two letters, such as TN.")] = None,
    network: Annotated[
        str | None, typer.Option(help="Of a network animator: its code, as in `centres export`.")
    ] = None,
) -> None:
    """Offer a role: a code that gives it to whoever sends it to the bot within 7 days."""
    role = Role(post.replace("-", "_"))
    with problems_told():
        made = as_command(lambda work: _offer(work, role, country, network))
        if isinstance(made, Refused):
            typer.echo(made.why, err=True)
            raise typer.Exit(1)
        print(
            f"Send this to the person, to write to the bot within 7 days:\n\n    /claim {made}     "
            f"(on Matrix: !claim {made})\n\nIt works once."
        )


@app.command()
def invite(
    centre: Annotated[str, typer.Argument(help="The centre's code, as in `passerelle centres export`.")],
    function: Annotated[
        CentreFunction, typer.Argument(help="What the people invited do there.")
    ] = CentreFunction.TEACHER,
    uses: Annotated[int, typer.Option(min=1, max=1000, help="How many people may come in with it.")] = 30,
    qr: Annotated[Path | None, typer.Option(help="Also write the link as a QR picture (PNG).")] = None,
    bot_name: Annotated[
        str | None,
        typer.Option(
            "--bot", help="The bot's name on Telegram, for the link; else Telegram is asked, where it is connected."
        ),
    ] = None,
) -> None:
    """Invite people into a centre: a code, a link, a QR picture. Valid for 90 days."""
    with problems_told():
        made = as_command(lambda work: _invite(work, centre, function, uses))
        if isinstance(made, Refused):
            typer.echo(made.why, err=True)
            raise typer.Exit(1)
        settings = Settings()
        name = bot_name.removeprefix("@") if bot_name else asyncio.run(name_on_telegram(settings))
        link = f"https://t.me/{name}?start={made.code}" if name else None
        print(f"Code: {made.code} (for {uses}, until {made.expires_at:%Y-%m-%d})")
        print(f"On Telegram: {link or f'write to the bot: /start {made.code}'}")
        print(f"On Matrix: write to {settings.matrix_user or 'the bot'}: !start {made.code}")
        if qr is not None:
            _draw(link or made.code, qr)


def _draw(what: str, file: Path) -> None:
    try:
        file.write_bytes(qr_code(what))
    except OSError as error:
        told = f"The picture {file} cannot be written: {error.strerror}. Name another place; the code above works all the same."
        typer.echo(told, err=True)
        raise typer.Exit(1) from error
    print(f"QR picture: {file}")


def _offer(work: Work, role: Role, country: str | None, network: str | None) -> str | Refused:
    """The code."""
    wanted = roles.SCOPES[role]
    if (country is not None) != (wanted is ScopeKind.COUNTRY) or (network is not None) != (wanted is ScopeKind.NETWORK):
        return Refused(
            "A country coordinator needs --country, a network animator --network, the other roles neither of them."
        )
    place = country and country.upper()
    if network is not None:
        known = find_network(work.session, network)
        if known is None:
            return Refused(
                f"There is no network with the code {network}. They stand in the column `networks` of "
                "`passerelle centres export -`."
            )
        place = str(known.id)
    made = role_codes.offer(work, role, place)
    return Refused(work.translator.render(made.why, Reader("en"))) if isinstance(made, Refusal) else made


def _invite(work: Work, code: str, function: CentreFunction, uses: int) -> Invitation | Refused:
    centre = find_centre(work.session, code)
    if centre is None:
        return Refused(f"There is no centre with the code {code}. `passerelle centres export -` lists them.")
    made = invitations.invite(work, centre.id, function, most_uses=uses)
    return Refused(work.translator.render(made.why, Reader("en"))) if isinstance(made, Refusal) else made
