"""How a score came about, in words: chat, picture and report say the same."""

from bot.domain.scores import Missing, Score
from bot.i18n.phrase import Words, _, _n


def explained(score: Score) -> Words:
    """ "mean of 5 of 6 indicators, 1 not applicable"; where there is no mean, why not."""
    if score.missing is not None:
        return without_mean(score)
    mean = _n(
        "mean of {count} of {total} indicators",
        "mean of {count} of {total} indicators",
        score.answered,
        total=score.total,
    )
    if not score.not_applicable:
        return mean
    left_out = _n("{count} not applicable", "{count} not applicable", score.not_applicable)
    return _("{mean}, {left_out}", mean=mean, left_out=left_out)


def without_mean(score: Score) -> Words:
    """For a score that has none: short enough to stand where the number would."""
    match score.missing:
        case Missing.NOT_APPLICABLE:
            return _("not applicable")
        case Missing.NOTHING_ASKED:
            return _("nothing to rate")
        case _:
            return _("not rated")
