"""The picture of a practice of which nobody has sent a photo."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.domain.areas import PriorityArea
from bot.reports.drawing import practice_card
from bot.reports.process import HelperProcess
from tests.reports.sample_practices import ENGLISH, SAMPLES

LIGHT_AS_A_FEW_SENTENCES = 20_000  # bytes: a photo takes three times as many


@pytest.mark.parametrize("name", SAMPLES)
def test_a_card_looks_as_it_did_when_somebody_last_looked_at_it(name, looks_like):
    png = practice_card(data=SAMPLES[name].as_data())

    assert len(png) <= LIGHT_AS_A_FEW_SENTENCES
    looks_like(png, f"practice_card_{name}")


@pytest.mark.slow
@pytest.mark.parametrize("typed", ['#strong[x] "Ça" <b> فتح ' * 20, "", "x" * 300, "\u202e\u0000 ქართული\n한국어"])
def test_a_card_comes_out_whatever_was_typed(typed):
    png = practice_card(data=replace(ENGLISH, title=typed, centre=typed, programme=typed).as_data())

    assert Image.open(io.BytesIO(png)).format == "PNG"


def test_every_area_has_a_mark():
    assert {one.kind for one in SAMPLES["all_areas"].areas} == set(PriorityArea)


async def test_the_helper_process_draws_the_same_card():
    async with HelperProcess() as helper:
        assert await helper.call("practice_card", data=ENGLISH.as_data()) == practice_card(data=ENGLISH.as_data())
