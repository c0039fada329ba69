"""Pictures printed in one colour, or seen by somebody who tells none apart: the marks differ by their shape."""

import io
from dataclasses import replace
from itertools import combinations

import pytest
from PIL import Image, ImageChops

from bot.domain.areas import PriorityArea
from bot.reports.drawing import practice_card, profile_card, programme_chart
from bot.reports.practice_card import AreaMark
from bot.reports.profile_chart import Row
from bot.reports.programme_calendar import STATES, Band, Bar
from tests.reports import sample_cards, sample_practices, sample_programmes

_INK = 245  # of 255: everything that is not the paper is one black
_FEW_PIXELS = 12
_ON_A_BAND = 180  # the band, at 226, is as light as paper


def in_one_ink(png: bytes, ink: int = _INK) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L").point(lambda light: 0 if light < ink else 255)


def differ(one: bytes, other: bytes, ink: int = _INK) -> bool:
    left, right = in_one_ink(one, ink), in_one_ink(other, ink)
    return left.size != right.size or ImageChops.difference(left, right).histogram()[255] >= _FEW_PIXELS


def card(own: float, median: float) -> bytes:
    chart = replace(sample_cards.ENGLISH.chart, rows=(Row("Going green", own, "–", median),))
    return profile_card(data=replace(sample_cards.ENGLISH, chart=chart).as_data())


def test_the_own_mark_and_that_of_the_network_are_told_apart():
    assert differ(card(2, 4), card(4, 2))
    assert not differ(card(2, 4), card(2, 4))


@pytest.mark.parametrize(("one", "other"), list(combinations(STATES, 2)))
def test_how_a_milestone_stands_is_told_apart(one, other):
    def calendar(state: str) -> bytes:
        bar = Bar("Plan", "–", state, 0.2, 0.7, 0.5)
        chart = replace(sample_programmes.ENGLISH, bands=(Band("One", (bar,)),), legends=dict.fromkeys(STATES, "–"))
        return programme_chart(data=chart.as_data())

    assert differ(calendar(one), calendar(other))


@pytest.mark.parametrize(("one", "other"), list(combinations(PriorityArea, 2)))
def test_the_marks_of_two_areas_are_told_apart(one, other):
    def card(area: PriorityArea) -> bytes:
        return practice_card(data=replace(sample_practices.ENGLISH, areas=(AreaMark(area, "–"),)).as_data())

    assert differ(card(one), card(other), _ON_A_BAND)
