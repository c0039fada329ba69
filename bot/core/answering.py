"""How an answer arrives: with the pending question, or as a person's own correction of an earlier message."""

from bot.core.floor import Floor
from bot.core.given import Given
from bot.core.messages import FileKind, IncomingKind
from bot.core.stage import STALE_AFTER, Stage
from bot.core.talk import AnswerState, Pending, Talk
from bot.i18n.phrase import _


class Answering:
    """Hands what was said to the talk that has asked for it."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def answered(self, stage: Stage, talk: Talk, text: str) -> None:
        """Words, files or a place for the pending question: if it was shown here and not too long ago."""
        assert talk.pending is not None, "called for a pending question"
        pending = talk.pending
        stale = stage.desk.now - pending.asked_at > STALE_AFTER
        elsewhere = not pending.is_shown_at(stage.sender.address_id)
        if stale or elsewhere:
            stage.tell(stage.where_we_were(self._floor.title(talk.handler, pending.title), pending.progress))
            if text and pending.kind == "text" and not stage.vocabulary.is_greeting(text):
                talk.draft = {"key": pending.key, "offered": text, "message_id": stage.incoming.message_id}
            self._floor.show_again(stage, talk)
            return
        if stage.vocabulary.is_greeting(text) and pending.kind != "text":
            self._floor.show_again(stage, talk)
            return
        self._floor.play_on(stage, talk, _given(stage, pending, text))

    def corrected(self, stage: Stage) -> None:
        """The person edited an earlier message: a change of the answer that it gave, or what was not understood, mended."""
        incoming = stage.incoming
        if stage.desk.answer_to(stage.sender, incoming.message_id or "") is None:
            talk = self._floor.present(stage)
            if talk is not None and talk.pending is not None and talk.pending.tries:
                self.answered(stage, talk, incoming.text.strip())
            return
        found = self._answer_to(stage, incoming.message_id or "")
        if found is not None:
            stage.tell(_("You have corrected an earlier answer."))
            self._answered_anew(stage, *found, _given(stage, None, incoming.text.strip()))

    def went_on(self, stage: Stage, first: str) -> None:
        """The rest of a text that the person's client has cut: one answer together with its beginning, never another.

        Where the beginning was refused, that has been said, and holds for the rest."""
        found = self._answer_to(stage, first)
        if found is None:
            return
        talk, key = found
        answer = talk.answers[key]
        if answer.state is AnswerState.GIVEN:
            text = f"{answer.raw} {stage.incoming.text.strip()}"
            self._answered_anew(stage, talk, key, Given(text=text, message_id=first))

    def _answer_to(self, stage: Stage, message_id: str) -> tuple[Talk, str] | None:
        """The talk and the key of the answer that this message gave."""
        found = stage.desk.answer_to(stage.sender, message_id)
        if found is None:
            return None
        conversation_id, key = found
        talk = stage.desk.load(conversation_id)
        if talk is None or self._floor.handler_of(talk) is None:
            stage.tell(_("That answer belongs to something that is finished; it stays as it was."))
            return None
        return talk, key

    def _answered_anew(self, stage: Stage, talk: Talk, key: str, given: Given) -> None:
        answer = talk.answers[key]
        self._floor.reopen(talk, key, stage.desk.now)
        talk.pending = Pending(  # as if it had just been asked: to show it once more would be one message too many
            key=key,
            kind=answer.kind,
            nonce=stage.desk.new_nonce(),
            position=answer.position,
            asked_at=stage.desk.now,
            address_id=stage.sender.address_id,
        )
        self._floor.play_on(stage, talk, given)


def _given(stage: Stage, pending: Pending | None, text: str) -> Given:
    """Files sent with the word *done* are the last ones. An album's are not: the rest of it is still to come."""
    incoming, unreadable = stage.incoming, None
    says_done = (
        bool(incoming.files) and pending is not None and pending.kind == "files" and stage.is_done(text, pending)
    )
    if incoming.kind is IncomingKind.OTHER:
        unreadable = incoming.data or "other"
    elif incoming.files and all(file.kind is FileKind.VOICE for file in incoming.files):
        unreadable = "voice"
    return Given(
        text="" if says_done else text,
        files=incoming.files,
        place=incoming.place,
        unreadable=unreadable,
        message_id=incoming.message_id,
        album=incoming.album,
        is_last=says_done and incoming.album is None,
    )
