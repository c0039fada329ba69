"""What may be wrong with an expression: one small family."""


class XPathError(Exception):
    """`position` counts characters from 0 in the expression's text."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class XPathSyntaxError(XPathError):
    """The text is no expression; found when it is compiled."""


class XPathFunctionError(XPathError):
    """There is no such function, or it takes other arguments; found when the call is reached."""


class XPathValueError(XPathError):
    """A function was given what it cannot work with."""


class XPathTooMuchWorkError(XPathError):
    """The evaluation looked at more nodes than any honest form needs."""
