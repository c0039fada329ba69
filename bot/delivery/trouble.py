"""What goes wrong for a while is told once, however often it is tried again meanwhile."""

import logging


class Trouble:
    def __init__(self, log: logging.Logger, **extra: object) -> None:
        """`extra` goes along with each sentence."""
        self._log = log
        self._extra = extra
        self._told: str | None = None

    def tell(self, sentence: str) -> None:
        """For the log, as an error; nothing where it has been told and has not ended since."""
        if sentence != self._told:
            self._log.error(sentence, extra=self._extra)
        self._told = sentence

    def end(self) -> None:
        """It works (again)."""
        self._told = None
