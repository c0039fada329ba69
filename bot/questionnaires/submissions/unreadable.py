"""Files that cannot be read as submissions: why, in words for whoever sent them."""

from bot.i18n.phrase import Phrase


class UnreadableSubmissionError(ValueError):
    """As a plain error it speaks English, as on the command line; `why` can be said in any language."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(why.msgid.format(**why.values))
        self.why = why
