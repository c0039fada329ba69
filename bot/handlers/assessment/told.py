"""The result comes to everybody who took part, once it is signed off: each in their language."""

from bot.handlers import asked_for
from bot.handlers.assessment.card import picture
from bot.handlers.assessment.telling import in_words, next_steps
from bot.i18n.translator import Reader
from bot.usecases import results, signing
from bot.usecases.editions import Editions
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.work import Work


def tell_team(editions: Editions, work: Work, assessment_id: int) -> None:
    """Not whoever signed, who reads it there."""
    result = results.result_of_team(work, editions, assessment_id)
    others = signing.others_of_team(work, assessment_id)
    words, text_only = in_words(result, thanks=True), results.text_only(work, others)
    known: dict[tuple[str, str, bool], Notice] = {}

    def notice(recipient: Recipient) -> Notice:
        """The same one for the same words."""
        drawable = result.profile.overall.mean is not None
        with_picture = drawable and recipient.person_id not in text_only
        offered = (asked_for.picture_of("results", str(result.id)),) if drawable and not with_picture else ()
        key = recipient.language, recipient.zone, with_picture
        if key not in known:
            render = work.translator.bound(Reader(recipient.language, recipient.zone))
            pictures = (picture(result, recipient.language, render),) if with_picture else ()
            dedupe = f"assessment:{assessment_id}:signed:{result.finished_at.isoformat()}"
            known[key] = Notice(dedupe, words, acts=(*offered, *next_steps(result)), attachments=pictures)
        return known[key]

    tell(work, others, notice)
