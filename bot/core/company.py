"""In groups: what is said to us there, and what is for one person only."""

from bot.core.messages import Link
from bot.core.outcome import Saying
from bot.core.ports import Heard, Told
from bot.core.stage import Stage
from bot.i18n.phrase import _


def heard(stage: Stage) -> Heard | None:
    """None: people talk with each other, or with another bot."""
    incoming = stage.incoming
    command, text = "", incoming.text.strip()
    if text[:1] in {"/", "!"}:
        command, _space, text = text[1:].partition(" ")
        command = command.partition("@")[0].lower()
    replied_to = None if command else stage.desk.replied_to(incoming)
    if not command and replied_to is None:
        return None
    return Heard(
        channel=incoming.channel,
        account=incoming.account,
        chat=incoming.chat,
        text=text.strip(),
        command=command,
        replied_to=replied_to,
        message_id=incoming.message_id,
        has_topics=incoming.has_topics,
        is_member=stage.sender.is_member,
    )


def tell_in_private(stage: Stage, told: Told, menu: str) -> None:
    """What somebody has decided is theirs to tell: the others of the group do not read it."""
    if stage.whisper(Saying(told.words, told.acts)):
        stage.acknowledge(_("✓ Done. I have written to you in private."), if_it_passes_by=True)
        for saying in told.after:
            stage.whisper(saying)
        return
    stage.acknowledge(_("✓ Done."), if_it_passes_by=True)
    if stage.incoming.tap_id is None:
        lead_to_private(stage, menu)


def lead_to_private(stage: Stage, payload: str) -> None:
    """A link that begins this talk there."""
    words = _("Let us talk in private: there I can show you everything.")
    stage.send(Saying(words, links=(Link(stage.render(_("Open a private chat")), f"private:{payload}"),)))
