"""`passerelle programme …`: what it is called, in the languages of those who read its reports and badges."""

from typing import Annotated

import typer

from bot.cli_database import problems_told
from bot.core.refusal import Refusal
from bot.i18n.markup import plain
from bot.i18n.translator import Reader, unisolated
from bot.shell import as_command
from bot.usecases import programmes
from bot.usecases.work import Work

app = typer.Typer(no_args_is_help=True, help="The programme itself.")


class _NotDoneError(Exception):
    """A sentence for whoever typed the command."""


@app.command()
def name(
    text: Annotated[str | None, typer.Argument(help="Its name. Without one, shows the names that there are.")] = None,
    language: Annotated[str, typer.Option(help="The language of this name, such as fr.")] = "en",
) -> None:
    """What reports, certificates and badges call the programme: a name for each language."""
    with problems_told(_NotDoneError):
        for spoken, called in sorted(as_command(lambda work: _names(work, text, language)).items()):
            print(f"{spoken}  {called}")


def _names(work: Work, text: str | None, language: str) -> dict[str, str]:
    if text is not None:
        refused = programmes.rename(work, language, text)
        if isinstance(refused, Refusal):
            raise _NotDoneError(unisolated(plain(work.translator.render(refused.why, Reader("en")))))
    found = programmes.names(work)
    if not found:
        raise _NotDoneError('It has no name yet. Give it one: passerelle programme name "Learning from each other"')
    return found


@app.callback()
def programme() -> None:
    """The programme itself."""
