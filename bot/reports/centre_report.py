"""The report of one centre: what a self-assessment found, as a paper to discuss. Names no person unless it is given one."""

from dataclasses import dataclass

from bot.i18n.phrase import Words
from bot.reports.told import Grade, View


@dataclass(frozen=True)
class Answer:
    """An indicator: its words, the level that counts (between two where several were averaged) and what that means.

    Without a level, `said` tells why ("not applicable", "not rated"). `note` is for what is special: two levels kept.
    """

    indicator: Words
    level: float | None
    said: Words = ""
    relevance: Words = ""
    note: Words = ""


@dataclass(frozen=True)
class Part:
    """An area, a criterion or a step. `explained` is how its mean came about, or why there is none.

    `before`: its mean in the earlier round. `median` and `quartiles`: of the network, from five centres on.
    `views`: means of what others say, in the order of `CentreReport.views`; None where it is not shown.
    """

    name: Words
    mean: float | None
    explained: Words
    without_mean: Words = ""  # short, in place of the number: "not applicable"
    answers: tuple[Answer, ...] = ()
    before: float | None = None
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    views: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Highlight:
    """An area or an indicator that stands out, the part it belongs to, and how relevant it is to the centre."""

    name: Words
    level: float
    within: Words = ""
    relevance: Words = ""


@dataclass(frozen=True)
class Resolved:
    """An action of the centre's plan, how far it is, and since which day; `since` empty where nobody has begun."""

    text: Words
    state: Words
    since: Words = ""


@dataclass(frozen=True)
class Comment:
    """Of a mentor: `by` is a function or a name, as the reader may see it; `day` is written."""

    text: str
    by: Words
    day: Words
    about: Words = ""


@dataclass(frozen=True)
class Remark:
    """Of somebody of a group, without a name and a day; `about` is the question."""

    text: str
    group: Words
    about: Words


@dataclass(frozen=True)
class Evidence:
    """Words, the name of a file, or a link (`url`, http or https)."""

    text: str
    about: Words
    url: str = ""


@dataclass(frozen=True)
class CentreReport:
    """All that is found; `centre_pages.document` puts it into the reader's language.

    `took_part`: functions ("two teachers"), never names. `earlier`: the name of the round that `before` comes from.
    `resolved`: what the centre had in its action plan when it began with this self-assessment, as it stands on the day `as_of`.
    `steps`: the same indicators by the circle of quality, where `parts` are something else.
    `centres`: how many the network's median is of. `notes`: what the reader has to know beside, a sentence each.
    """

    centre: Words
    programme: Words
    instrument: Words
    day: Words
    grades: tuple[Grade, ...]
    parts: tuple[Part, ...]
    overall: float | None
    explained: Words
    steps: tuple[Part, ...] = ()
    round: Words | None = None
    took_part: tuple[Words, ...] = ()
    strongest: tuple[Highlight, ...] = ()
    to_work_on: tuple[Highlight, ...] = ()
    earlier: Words | None = None
    resolved: tuple[Resolved, ...] = ()
    views: tuple[View, ...] = ()
    remarks: tuple[Remark, ...] = ()
    centres: int = 0
    comments: tuple[Comment, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Words, ...] = ()
    as_of: Words = ""
