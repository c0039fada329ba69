"""What a worker counts of its own work, so that whoever looks after it sees more than its log."""

from typing import Protocol


class Measures(Protocol):
    """
    Called several times for each message, from any thread: be quick, and never raise. What is handed over names
    platforms, kinds and places in the program; never a person, a chat or what somebody wrote.
    """

    def received(self, channel: str, messages: int) -> None:
        """So many were stored; those that came before as well are among them."""
        ...

    def step(self, channel: str, seconds: float) -> None:
        """One message was worked: its talk ran again from the top, and what came of it was written."""
        ...

    def step_failed(self, error: str, *, parked: bool) -> None:
        """`error` is a type's name; `parked` where it will not be tried again."""
        ...

    def sent(self, channel: str, priority: str, seconds: float) -> None:
        """A platform took a message, after so long."""
        ...

    def not_sent(self, channel: str, failure: str) -> None:
        """One attempt to send failed; `failure` is a type's name."""
        ...

    def asked_to_wait(self, channel: str, seconds: float, *, whole_account: bool) -> None:
        """We met a platform's limit."""
        ...

    def database(self, kind: str, seconds: float) -> None:
        """A job ("read" or "write") took so long, from handing it in until it was on disk."""
        ...

    def tick(self, name: str, seconds: float, *, failed: bool) -> None:
        """A job of the clock."""
        ...


class Unmeasured:
    """For tests, the terminal and commands: nobody looks."""

    def received(self, channel: str, messages: int) -> None:
        pass

    def step(self, channel: str, seconds: float) -> None:
        pass

    def step_failed(self, error: str, *, parked: bool) -> None:
        pass

    def sent(self, channel: str, priority: str, seconds: float) -> None:
        pass

    def not_sent(self, channel: str, failure: str) -> None:
        pass

    def asked_to_wait(self, channel: str, seconds: float, *, whole_account: bool) -> None:
        pass

    def database(self, kind: str, seconds: float) -> None:
        pass

    def tick(self, name: str, seconds: float, *, failed: bool) -> None:
        pass


UNMEASURED = Unmeasured()
