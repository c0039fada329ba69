"""A badge or certificate as files: a page that is drawn when it is sent, and the signed badge itself."""

from collections.abc import Callable, Sequence

from bot.core.messages import Attachment
from bot.i18n.markup import plain
from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.reports.certificate import Certificate, Way
from bot.usecases import recognition_checks
from bot.usecases.recognition_lists import CredentialKind, Held
from bot.usecases.ways_in import WayIn

Render = Callable[[Words], str]
COMMAND = "check"  # understood in every language
TOKEN_TYPE = "application/vc+jwt"  # noqa: S105 - a media type


def document(held: Held, ways: Sequence[WayIn], language: str, render: Render) -> Attachment:
    """`ways` lead to asking about the code."""

    def text(words: Words) -> str:
        return plain(render(words))

    return Attachment(
        name=f"{held.kind.value}-{held.code}.pdf",
        media_type="application/pdf",
        description=text(recognition_checks.what(held)),
        job="certificate",
        arguments=certificate(held, ways, language, text).as_data(),
    )


def signed_file(held: Held, render: Render) -> Attachment:
    """The token as it stands, for wallets and whoever verifies it offline."""
    return Attachment(
        name=f"badge-{held.code}.jwt",
        media_type=TOKEN_TYPE,
        description=plain(render(_("The signed badge (Open Badges 3.0), for programs that verify it."))),
        job="text_file",
        arguments={"text": held.token},
    )


def certificate(held: Held, ways: Sequence[WayIn], language: str, text: Render) -> Certificate:
    link = next((one.link for one in ways if one.link is not None), None)
    asks = link or f"{COMMAND} {held.code}"
    return Certificate(
        language=language,
        heading=text(_heading(held)),
        given_to=text(_given_to(held)),
        name=text(_name(held)),
        reason=text(_reason(held)),
        done=text(recognition_checks.done(held)),
        signed=text(_since(held)),
        programme=text(held.programme),
        code=held.code,
        code_label=text(_("Code")),
        how_to_check=text(_("To learn whether this holds, write *check* and the code to the bot.")),
        ways=tuple(Way(text(_way(one)), one.link or "") for one in ways),
        qr=asks,
        qr_alt=text(_("QR code that asks the bot about this code")),
    )


def _since(held: Held) -> Words:
    day = Moment(held.signed_at, MomentStyle.DAY)
    if held.kind is CredentialKind.AUTHOR:
        return _("Reviewed and published on {day}", day=day)
    return _("Signed by the centre on {day}", day=day)


def _heading(held: Held) -> Words:
    return _("Badge") if held.kind is CredentialKind.BADGE else _("Certificate")


def _given_to(held: Held) -> Words:
    return _("This badge is given to") if held.kind is CredentialKind.BADGE else _("This certificate is given to")


def _name(held: Held) -> Words:
    if held.kind in (CredentialKind.PARTICIPANT, CredentialKind.AUTHOR):
        return held.person or _("one of the team of {centre}", centre=held.centre)
    return held.centre


def _reason(held: Held) -> Words:
    match held.kind:
        case CredentialKind.PARTICIPANT:
            return _(
                "for contributing to the self-assessment “{title}” of {centre}", title=held.title, centre=held.centre
            )
        case CredentialKind.AUTHOR:
            return _(
                "for sharing a practice of {centre} so that others can take it over: “{title}”",
                centre=held.centre,
                title=held.title,
            )
        case CredentialKind.CENTRE:
            return _("for looking at its own work together, with the self-assessment “{title}”", title=held.title)
        case CredentialKind.BADGE:
            return _("for meeting what the self-assessment “{title}” asks of a centre", title=held.title)


def _way(one: WayIn) -> Words:
    name = one.channel.capitalize()
    if one.link is not None:
        return _("{channel}: {link}", channel=name, link=one.link)
    return _("{channel}: write to {contact}: {words}", channel=name, contact=one.contact, words=one.words)
