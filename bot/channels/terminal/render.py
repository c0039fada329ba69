"""An Outgoing as lines of a terminal: numbers for answers, words for actions."""

from bot.core.messages import Outgoing
from bot.core.numbering import said
from bot.i18n.markup import plain


def lines(message: Outgoing) -> list[str]:
    """What is printed, without styles: a screen reader or a pipe gets all of it."""
    told = [*plain(message.text).splitlines()]
    told += [
        f"  ({one.name}: {one.description})" if one.description else f"  ({one.name})" for one in message.attachments
    ]
    told += [f"  {link.label}: {link.url}" for link in message.links]
    for word, choice in said(message):
        label = f"{'[x] ' if choice.chosen else ''}{plain(choice.label)}"
        if choice.told:
            continue
        if choice.word is not None:
            told.append(f"  {word}: {label}")
        elif not message.listed:
            told.append(f"  {label}" if word == plain(choice.label).strip() else f"  {word}. {label}")
    if message.controls:
        told.append("  (" + ", ".join(choice.word or choice.label for choice in message.controls) + ")")
    return told
