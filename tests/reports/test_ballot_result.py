from io import BytesIO

import pytest
from PIL import Image

from bot.reports.ballot_result import BallotResult, Bar
from bot.reports.drawing import AT_MOST_BYTES, ballot_result

pytestmark = pytest.mark.slow  # draws


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("points", [(9, 5, 0), (0, 0), (90,) * 10])
def test_a_result_is_one_small_picture_whatever_was_typed_and_counted(language, points):
    bars = tuple(Bar('"Ça" #set <b> فتح ' * 5, one, f"{one} points") for one in points)
    drawn = ballot_result(data=BallotResult(language, "#strong[x]", "", bars, "", "").as_data())
    assert len(drawn) <= AT_MOST_BYTES
    with Image.open(BytesIO(drawn)) as picture:
        assert picture.height > 0
