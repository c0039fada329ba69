import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.frames import LENGTH, FrameError, length_of_body, packed, unpacked

values = st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()), st.binary()))


@given(st.text(), values)
def test_a_frame_comes_out_as_it_went_in(word, carried):
    frame = packed(word, carried)
    assert length_of_body(frame[: LENGTH.size]) == len(frame) - LENGTH.size
    assert unpacked(frame[LENGTH.size :]) == (word, carried)


@given(st.binary())
def test_anything_else_is_refused(body):
    with pytest.raises(FrameError):
        unpacked(body)


def test_a_cut_frame_is_refused():
    frame = packed("done", {"value": b"12345"})
    with pytest.raises(FrameError, match="do not add up"):
        unpacked(frame[LENGTH.size : -1])


def test_a_length_beyond_reason_is_refused():
    with pytest.raises(FrameError, match="a frame of 4294967295 bytes is too long"):
        length_of_body(b"\xff" * LENGTH.size)
