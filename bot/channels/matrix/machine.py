"""nio's machine, which takes a key of a room that we asked for from the device that made it, too."""

from typing import Any

from nio.crypto import OutgoingKeyRequest
from nio.crypto.olm_machine import Olm

MEGOLM = "m.megolm.v1.aes-sha2"
OLM = "m.olm.v1.curve25519-aes-sha2"


class Machine(Olm):  # type: ignore[misc] # nio ships no types
    def ask_for(self, room_id: str, session: str) -> bool:
        """Whether it has to be asked for: False if it was."""
        if session in self.outgoing_key_requests:
            return False
        self.outgoing_key_requests[session] = OutgoingKeyRequest(session, session, room_id, MEGOLM)
        return True

    def _should_accept_forward(self, _sender: str, sender_key: str, event: Any) -> bool:
        """nio would take it from other devices of our own account only."""
        asked = self.outgoing_key_requests.get(event.session_id)
        return (
            asked is not None and asked.room_id == event.room_id and event.source["content"]["sender_key"] == sender_key
        )
