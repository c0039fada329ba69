import io

from PIL import Image

from bot.reports.qr import MODULE, QUIET_ZONE, qr_code

LINK = "https://t.me/PasserelleBot?start=inv_7Kq2M9xTb4"


def test_a_code_is_black_on_white_with_a_quiet_zone():
    image = Image.open(io.BytesIO(qr_code(LINK))).convert("L")
    quiet = QUIET_ZONE * MODULE

    assert sorted(colour for _, colour in image.getcolors()) == [0, 255]
    assert Image.eval(image, lambda light: 255 - light).getbbox() == (
        quiet,
        quiet,
        image.width - quiet,
        image.height - quiet,
    )


def test_a_code_begins_with_a_finder_pattern_in_three_corners():
    image = Image.open(io.BytesIO(qr_code(LINK))).convert("L")
    modules = image.resize((image.width // MODULE, image.height // MODULE), Image.Resampling.NEAREST)
    far = modules.width - QUIET_ZONE - 7

    for left, top in ((QUIET_ZONE, QUIET_ZONE), (far, QUIET_ZONE), (QUIET_ZONE, far)):
        middle = [modules.getpixel((left + step, top + 3)) // 255 for step in range(7)]
        assert middle == [0, 1, 0, 0, 0, 1, 0]


def test_the_same_link_always_gives_the_same_code():
    assert qr_code(LINK) == qr_code(LINK)
    assert qr_code(LINK) != qr_code(LINK + "x")
