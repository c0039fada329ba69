"""What a table says of the people in it: whose data they are, and what allows us to keep them."""

from enum import StrEnum


class Whose(StrEnum):
    NOBODY = "nobody"
    ANYONE = "anyone who writes to the bot"
    MEMBERS = "people who take part"
    ORGANISERS = "people who coordinate, organise or write for others"
    NAMELESS = "people who answer without a name"


class Basis(StrEnum):
    """As the General Data Protection Regulation names them; what holds for a programme, its controller decides."""

    NONE = "none needed"
    CONSENT = "consent, Article 6(1)(a)"
    TASK = "the programme's task, Article 6(1)(e) or (f)"
    DUTY = "duty to prove what was done, Article 6(1)(c) with 5(2)"
