"""Why a message did not go out: a short family, each of which knows what is to be done."""


class SendFailure(Exception):  # noqa: N818 - the family reads as sentences: "the chat is unreachable"
    """What the operator sees is the text; it never holds what people wrote, nor a token."""


class NotSent(SendFailure):
    """Certainly not sent (no connection, the platform is down): try again later."""


class UnknownOutcome(SendFailure):
    """The request went out and no answer came: it may or may not have had its effect."""


class TooFast(SendFailure):
    """The platform asks for patience: for this chat, or (`whole_account`) for everything we send."""

    def __init__(self, seconds: float, *, whole_account: bool = False) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds
        self.whole_account = whole_account


class Unreachable(SendFailure):
    """Blocked, kicked or, if `gone`, deleted: final, and the address with it."""

    def __init__(self, why: str = "unreachable", *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


class ChatMoved(SendFailure):
    """The chat has a new identifier: rewrite it and send again."""

    def __init__(self, chat: str) -> None:
        super().__init__("the chat has moved")
        self.chat = chat


class Rejected(SendFailure):
    """The platform will not take this message (final; our fault or the content's)."""


class NotAllowed(Rejected):
    """We are there, but lack a right that somebody there can give us."""


class NothingToDo(SendFailure):
    """An edit that changes nothing, a tap that is too old to acknowledge: as good as done."""
