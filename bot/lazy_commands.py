"""Commands whose modules are loaded when they are asked for: a short command waits for its own imports only."""

import gc
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from threading import current_thread, main_thread
from types import ModuleType
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup


class LazyCommands(TyperGroup):
    """`places` says which module has which command in its `app`; a name in `groups` is that app as a whole.

    Contexts and commands are typer's own copies of click's, whose types it keeps to itself.
    """

    places: ClassVar[Mapping[str, str]] = {}
    groups: ClassVar[frozenset[str]] = frozenset()

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *self.places]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.places:
            return super().get_command(ctx, cmd_name)
        group = typer.main.get_group(_loaded(self.places[cmd_name]).app)
        if cmd_name not in self.groups:
            return self._dressed(group.commands[cmd_name])
        group.name = cmd_name
        for command in group.commands.values():
            self._dressed(command)
        return self._dressed(group)

    def _dressed(self, command: Any) -> Any:
        """Its help looks like that of the others."""
        command.rich_markup_mode = self.rich_markup_mode
        return command


def _loaded(module: str) -> ModuleType:
    """
    Loading all of it takes a second or two; Ctrl-C then ends the program and not in a traceback. What is loaded stays: looking
    through it while it grows, and ever after, for what may go took a fifth of that time.
    """
    if module in sys.modules:
        return sys.modules[module]
    gc.disable()
    try:
        return _interruptible(module)
    finally:
        gc.freeze()
        gc.enable()


def _interruptible(module: str) -> ModuleType:
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or current_thread() is not main_thread():
        return import_module(module)  # somebody listens already, or cannot
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return import_module(module)
    finally:
        signal.signal(signal.SIGINT, before)
