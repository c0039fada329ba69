import io
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bot.reports.drawing import AT_MOST_BYTES, profile_card
from bot.reports.palette import colours
from bot.reports.process import HelperProcess
from bot.reports.profile_chart import Legends, ProfileChart, Row, Scale
from tests.reports.conftest import share_of_differing_pixels
from tests.reports.sample_cards import ARABIC, CARDS, ENGLISH, GEORGIAN, later, unrated

WORDS = (
    "title",
    "centre",
    "date",
    "answered",
    "programme",
)
MARKUP = [
    "#panic()",
    "*bold",
    "_leaning",
    "$x^2$",
    "@nobody",
    "= Title",
    "- item",
    "`code",
    "a\\ b",
    "<label>",
    "//no",
]
NASTY = st.sampled_from("#*$@\\\"'`_<>[]{}()/=-+~\x00\n\ud800\u00ad\u0301\u200b\u200d\u200f\u202e\u2067\ue000😀日")
TYPED = st.text(st.one_of(st.characters(exclude_categories=[]), NASTY), max_size=300)


def drawn(card) -> bytes:
    return profile_card(data=card.as_data())


def image_of(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def png_of(image: Image.Image) -> bytes:
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def with_rows(card, rows):
    return replace(card, chart=replace(card.chart, rows=tuple(rows)))


def worded(card, word: str):
    rows = tuple(replace(row, label=word, score_text=word, change=word) for row in card.chart.rows)
    scale = replace(card.chart.scale, ticks=(word,) * 5, lowest_words=word, highest_words=word)
    legends = Legends(word, word, word, word, (word, word))
    return replace(card, **dict.fromkeys(WORDS, word), chart=ProfileChart(rows, scale, legends, word))


def without_network(card):
    return with_rows(card, (replace(row, median=None, quartiles=None) for row in card.chart.rows))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.language)
def test_a_card_looks_as_it_did_when_somebody_last_looked_at_it(card, looks_like):
    png = drawn(card)

    assert len(png) <= AT_MOST_BYTES
    looks_like(png, f"profile_card_{card.language}")


def test_a_card_without_a_network_shows_the_own_dots_alone(looks_like):
    looks_like(drawn(without_network(ENGLISH)), "profile_card_alone")


@pytest.mark.parametrize("card", CARDS[:5], ids=lambda card: card.language)
def test_a_card_of_a_later_round_shows_the_way_from_the_last_and_what_others_see(card, looks_like):
    png = drawn(later(card))

    assert len(png) <= AT_MOST_BYTES
    looks_like(png, f"profile_card_later_{card.language}")


@pytest.mark.parametrize("card", [ENGLISH, ARABIC], ids=lambda card: card.language)
def test_a_card_without_any_score_says_so_in_place_of_a_chart(card, looks_like):
    looks_like(drawn(unrated(card)), f"profile_card_unrated_{card.language}")


def test_a_card_without_rows_says_so_too():
    assert image_of(drawn(with_rows(ENGLISH, ()))).height < image_of(drawn(unrated(ENGLISH))).height


def test_twenty_criteria_on_a_scale_of_four_fit_on_one_card(looks_like):
    scale = Scale(1, 4, ("1", "2", "3", "4"), "1 = beginning", "4 = established")
    rows = [
        replace(row, label=f"{number}. {row.label}", score=row.score and min(row.score, 4), quartiles=None, median=None)
        for number, row in enumerate((ENGLISH.chart.rows * 3)[:20], start=1)
    ]
    png = drawn(replace(ENGLISH, chart=replace(ENGLISH.chart, rows=tuple(rows), scale=scale)))

    assert len(png) <= AT_MOST_BYTES
    looks_like(png, "profile_card_criteria")


def test_a_card_is_640_pixels_wide_on_plain_white():
    image = image_of(drawn(ENGLISH))

    assert (image.format, image.mode, image.width) == ("PNG", "P", 640)
    assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_card_in_arabic_is_the_mirror_image_of_one_in_english():
    english, arabic = drawn(worded(ENGLISH, "")), drawn(worded(ARABIC, ""))

    assert share_of_differing_pixels(english, arabic) > 0.05
    assert share_of_differing_pixels(png_of(ImageOps.mirror(image_of(english).convert("RGB"))), arabic) < 0.005


def test_a_language_that_nobody_knows_is_drawn_from_left_to_right():
    assert drawn(replace(ENGLISH, language="x-unknown")) == drawn(ENGLISH)


@pytest.mark.parametrize("typed", MARKUP)
def test_what_people_typed_never_becomes_markup(typed):
    # With word joiners between them the same signs mean nothing as markup (or are an error there), and look the same.
    harmless = "\u2060".join(typed)

    assert drawn(worded(ENGLISH, typed)) == drawn(worded(ENGLISH, harmless))


@pytest.mark.parametrize(
    "typed", ["W" * 300, "A long name " * 25, "مدرسة" * 60, "🎓" * 300, "\u202eback", "", "\u0301" * 300]
)
def test_an_odd_name_of_a_centre_leaves_the_card_whole(typed):
    png = drawn(replace(ENGLISH, centre=typed))

    assert len(png) <= AT_MOST_BYTES
    assert image_of(png).width == 640


def test_a_card_with_very_long_labels_gives_up_sharpness_rather_than_weight():
    long = "სამეწარმეო ჭკვიანი ცენტრი განვითარება " * 5
    card = with_rows(later(GEORGIAN), (replace(row, label=long) for row in GEORGIAN.chart.rows))

    assert len(drawn(replace(card, centre=long))) <= AT_MOST_BYTES


levels = st.none() | st.floats(1, 5)
pairs = st.none() | st.tuples(st.floats(1, 5), st.floats(1, 5)).map(lambda pair: tuple(sorted(pair)))
rows = st.builds(
    Row,
    TYPED,
    levels,
    TYPED,
    median=levels,
    quartiles=pairs,
    before=levels,
    change=TYPED,
    views=st.tuples(levels, levels),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(title=TYPED, centre=TYPED, answered=TYPED, profile=st.lists(rows, max_size=20))
def test_a_card_comes_out_whatever_was_typed_and_rated(title, centre, answered, profile):
    png = drawn(with_rows(replace(ENGLISH, title=title, centre=centre, answered=answered), profile))

    assert image_of(png).format == "PNG"


@pytest.mark.parametrize(
    "values",
    [
        {"score": 0.9},
        {"score": 5.1},
        {"score": float("nan")},
        {"median": 0.0},
        {"before": 6.0},
        {"quartiles": (0.5, 3.0)},
        {"quartiles": (4.0, 3.0)},
        {"views": (2.0, 3.0, 4.0)},
        {"views": (0.0,)},
    ],
    ids=str,
)
def test_levels_that_do_not_exist_are_refused(values):
    row = Row(**({"label": "Going green", "score": None, "score_text": "not rated"} | values))
    with pytest.raises(ValueError, match="Going green"):
        with_rows(ENGLISH, [row])


@pytest.mark.parametrize("ends", [(1, 1), (5, 1), (float("nan"), 5)])
def test_a_scale_that_does_not_go_upwards_is_refused(ends):
    with pytest.raises(ValueError, match="upwards"):
        Scale(*ends, ("1", "2"), "", "")


def test_every_colour_stands_out_from_white():
    contrast = {name: contrast_with_white(colour) for name, colour in colours().items()}

    assert {name for name, ratio in contrast.items() if ratio >= 4.5} == {"ink", "quiet", "own", "others"}
    assert {name for name, ratio in contrast.items() if 3 <= ratio < 4.5} == {"line-colour"}
    assert {name for name, ratio in contrast.items() if ratio < 3} == {"band", "hair"}  # outlined; only an ornament


def contrast_with_white(colour: tuple[int, int, int]) -> float:
    """As defined by WCAG 2."""
    shares = [channel / 255 for channel in colour]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


async def test_the_helper_process_draws_the_same_card():
    async with HelperProcess() as helper:
        assert await helper.call("profile_card", data=ENGLISH.as_data()) == drawn(ENGLISH)


def test_whoever_only_fills_in_a_card_loads_no_drawing_library():
    code = """
import sys, bot.reports.profile_card, bot.reports.process, bot.reports.qr
print({"typst", "PIL"} & set(sys.modules))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60)

    assert told.stdout == "set()\n"
