"""What is said of transfers, beside the talk: to the author's centre, and to those who asked."""

from bot.core.outcome import Act
from bot.i18n.phrase import Country, Lines, Variants, Words, _, _p
from bot.storage.centres import Centre
from bot.storage.people import Person
from bot.storage.practices import Practice, titles
from bot.storage.transfers import KIND, WISH, Transfer
from bot.storage.variants import texts
from bot.usecases.invitations import centre_name
from bot.usecases.partner_introductions import propose
from bot.usecases.work import Work

TALK, SHEET, NEWS, TRY = "transfers", "sheet", "transfernews", "try"
YES, NO = _p("word", "put in touch"), _p("word", "cannot share")


def answers(number: int) -> tuple[Act, ...]:
    return (
        Act("transfer.yes", str(number), _p("button", "Put us in touch"), YES),
        Act("transfer.no", str(number), _p("button", "Not possible"), NO),
    )


def see(number: int) -> Act:
    return Act("begin", f"{TALK}:{number}", _p("button", "See the transfer"))


def write_sheet(number: int) -> Act:
    return Act("begin", f"{SHEET}:{number}", _p("button", "Transfer sheet"))


def tell_news(number: int, *, is_told: bool = False) -> Act:
    label = _p("button", "Tell it anew") if is_told else _p("button", "Tell what happened")
    return Act("begin", f"{NEWS}:{number}", label)


def try_it(practice: int) -> Act:
    """For the card of a practice."""
    return Act("begin", f"{TRY}:{practice}", _p("button", "We want to try it"))


def title(work: Work, practice: int) -> Variants:
    return Variants(titles(work.session, [practice]).get(practice, {}))


def country_of(work: Work, centre: int) -> Country:
    return Country(work.session.get_one(Centre, centre).country)


def wish(work: Work, transfer: Transfer) -> Variants | None:
    written = texts(work.session, KIND, [transfer.id], WISH).get(transfer.id)
    return Variants(written) if written else None


IF_YES = _("If you say yes, both sides get the name of the centre and of a contact there, and can arrange a session.")


def asked(work: Work, transfer: Transfer) -> Words:
    """To the author's centre."""
    lines: list[Words] = [
        _(
            "*{centre}* ({country}) wants to try your practice {practice}, *{title}* (transfer {number}).",
            centre=centre_name(work, transfer.centre_id),
            country=country_of(work, transfer.centre_id),
            practice=str(transfer.practice_id),
            title=title(work, transfer.practice_id),
            number=str(transfer.id),
        )
    ]
    said = wish(work, transfer)
    if said is not None:
        lines.append(they_write(said))
    lines.append(IF_YES)
    return Lines(tuple(lines))


def they_write(said: Words) -> Words:
    return _("They write: “{wish}”", wish=said)


def agreed_here(work: Work, transfer: Transfer, practice: Practice) -> Words:
    """To the centre that tries it."""
    name = _name(work, transfer.answered_by_id)
    values: dict[str, Words] = {
        "centre": centre_name(work, practice.centre_id),
        "country": country_of(work, practice.centre_id),
        "title": title(work, practice.id),
    }
    lead = (
        _("*{centre}* ({country}) says yes to *{title}*. Your contact there is *{name}*.", **values, name=name)
        if name
        else _("*{centre}* ({country}) says yes to *{title}*.", **values)
    )
    return Lines(
        (
            lead,
            _("Two things help now: a session together, and a transfer sheet of what you will do and with whom."),
        )
    )


def agreed_there(work: Work, transfer: Transfer) -> Words:
    """To the author's centre."""
    name = _name(work, transfer.person_id)
    values: dict[str, Words] = {
        "centre": centre_name(work, transfer.centre_id),
        "country": country_of(work, transfer.centre_id),
    }
    if name:
        return _("You are in touch with *{centre}* ({country}); your contact there is *{name}*.", **values, name=name)
    return _("You are in touch with *{centre}* ({country}).", **values)


def acts_here(transfer: Transfer) -> tuple[Act, ...]:
    together = () if transfer.partnership_id is None else (propose(transfer.partnership_id),)
    return (write_sheet(transfer.id), *together)


def acts_there(transfer: Transfer) -> tuple[Act, ...]:
    return () if transfer.partnership_id is None else (propose(transfer.partnership_id),)


def _name(work: Work, person: int | None) -> str | None:
    return None if person is None else work.session.get_one(Person, person).name
