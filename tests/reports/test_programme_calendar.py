import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.reports.drawing import AT_MOST_BYTES, programme_chart
from bot.reports.process import HelperProcess
from bot.reports.programme_calendar import STATES, Band, Bar
from tests.reports.sample_programmes import CHARTS, ENGLISH, of_many


def drawn(one) -> bytes:
    return programme_chart(data=one.as_data())


@pytest.mark.parametrize("one", CHARTS, ids=lambda one: one.language)
def test_a_calendar_looks_as_it_did_when_somebody_last_looked_at_it(one, looks_like):
    png = drawn(one)

    assert len(png) <= AT_MOST_BYTES
    looks_like(png, f"programme_calendar_{one.language}")


def test_that_of_many_centres_is_filled_as_far_as_they_are_done(looks_like):
    looks_like(drawn(of_many()), "programme_calendar_many")


def test_one_without_milestones_says_so(looks_like):
    empty = replace(ENGLISH, bands=(replace(ENGLISH.bands[0], bars=()),), empty="Nothing is planned yet.")
    looks_like(drawn(empty), "programme_calendar_empty")


def test_only_marks_that_are_there_are_explained():
    late = replace(ENGLISH, bands=(Band("One", (Bar("a", "late", "late", 0.1, 0.2, 0.0),)),))
    assert [one["mark"] for one in ENGLISH.as_data()["legends"]] == list(STATES)
    assert late.as_data()["legends"] == [{"mark": "late", "label": "late"}]


@pytest.mark.parametrize(("begins", "ends", "done"), [(-0.1, 0.5, 0), (0.5, 0.4, 0), (0.5, 1.1, 0), (0, 1, 1.5)])
def test_bars_that_leave_their_time_are_refused(begins, ends, done):
    with pytest.raises(ValueError, match="is not possible"):
        Bar("a", "", "open", begins, ends, done)


shares = st.floats(0, 1)
bars = st.builds(
    lambda label, state, ends, done: Bar(label, label, state, min(ends), max(ends), done),
    st.text(max_size=120),
    st.sampled_from(STATES),
    st.tuples(shares, shares),
    shares,
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(bars, max_size=12), shares | st.none())
def test_a_calendar_comes_out_whatever_stands_in_it(rows, today):
    png = drawn(replace(ENGLISH, bands=(Band("One", tuple(rows)),), today=today))

    assert Image.open(io.BytesIO(png)).format == "PNG"


async def test_the_helper_process_draws_the_same_calendar():
    async with HelperProcess() as helper:
        assert await helper.call("programme_chart", data=ENGLISH.as_data()) == drawn(ENGLISH)
