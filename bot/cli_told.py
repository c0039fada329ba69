"""What commands tell whoever typed them: in English, and as a sentence where something cannot be done."""

from typing import NoReturn

import typer

from bot.i18n.markup import plain
from bot.i18n.phrase import Words
from bot.i18n.translator import BASE_LANGUAGE, Reader, Translator, unisolated


def fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def in_english(words: Words) -> str:
    """Plain, for a terminal."""
    return unisolated(plain(Translator({}).render(words, Reader(BASE_LANGUAGE))))
