from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Attachment, Choice, FileKind, FileReference, Incoming, IncomingKind, Link, Outgoing
from bot.delivery.codec import incoming_from_json, incoming_to_json, outgoing_from_json, outgoing_to_json

TEXT = st.text(max_size=20)
WORD = st.text(min_size=1, max_size=20)
MAYBE = st.none() | WORD
CHOICES = st.lists(st.builds(Choice, TEXT, TEXT, MAYBE, st.booleans()), max_size=3).map(tuple)
FILES = st.lists(
    st.builds(FileReference, st.sampled_from(FileKind), TEXT, MAYBE, MAYBE, st.none() | st.integers(1)), max_size=2
).map(tuple)
ATTACHMENTS = st.lists(
    st.builds(Attachment, TEXT, TEXT, TEXT, MAYBE, MAYBE, st.dictionaries(WORD, st.none() | st.integers() | TEXT)),
    max_size=2,
).map(tuple)


@given(
    st.builds(
        Incoming,
        channel=WORD,
        account=WORD,
        external_id=WORD,
        sender=WORD,
        chat=WORD,
        at=st.just(datetime(2023, 3, 14, 9, 26, 53, tzinfo=UTC)),
        kind=st.sampled_from(IncomingKind),
        private=st.booleans(),
        text=TEXT,
        data=TEXT,
        message_id=MAYBE,
        tap_id=MAYBE,
        reply_to=MAYBE,
        continues=MAYBE,
        album=MAYBE,
        files=FILES,
        place=st.none() | st.just((36.8, 10.2)),
        language_hint=MAYBE,
        name=MAYBE,
    )
)
def test_what_comes_in_survives_the_inbox(message: Incoming):
    assert incoming_from_json(incoming_to_json(message)) == message


@given(
    st.builds(
        Outgoing,
        text=TEXT,
        language=WORD,
        choices=CHOICES,
        first_number=st.integers(1, 99),
        controls=CHOICES,
        links=st.lists(st.builds(Link, TEXT, TEXT), max_size=2).map(tuple),
        attachments=ATTACHMENTS,
        edits=MAYBE,
        removes=st.booleans(),
        pins=st.booleans(),
        unpins=st.booleans(),
        acknowledges=MAYBE,
        silent=st.booleans(),
    )
)
def test_what_goes_out_survives_the_outbox(message: Outgoing):
    assert outgoing_from_json(outgoing_to_json(message)) == message
