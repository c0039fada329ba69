"""Photos and videos as phones write them; an independent library reads what is left."""

import io
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from PIL.ExifTags import GPS, IFD, Base

from bot.reports.process import HelperProcess, JobFailed
from bot.reports.without_position import NotReadableError, without_position

TUNIS = {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (36.0, 48.0, 23.5), GPS.GPSLongitudeRef: "E"}
SIDEWAYS = 6


def photo(kind: str, turned: int | None = SIDEWAYS, **more) -> bytes:
    image = Image.linear_gradient("L").convert("RGB").resize((60, 40))
    exif = Image.Exif()
    exif[Base.Make] = "A phone"
    if turned:
        exif[Base.Orientation] = turned
    exif[IFD.GPSInfo] = TUNIS
    whole = io.BytesIO()
    image.save(whole, kind, exif=exif, **more)
    return whole.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "more"), [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {"lossless": True})]
)
def test_a_photo_loses_its_place_and_nothing_that_is_to_be_seen(kind, more):
    before = photo(kind, **more)
    assert opened(before).getexif().get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] == (36.0, 48.0, 23.5)

    after = without_position(data=before)

    assert opened(after).getexif().get_ifd(IFD.GPSInfo) == {}
    assert Base.Make not in opened(after).getexif()
    assert ImageChops.difference(opened(before).convert("RGB"), opened(after).convert("RGB")).getbbox() is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_stays_the_right_way_up(kind):
    after = opened(without_position(data=photo(kind)))

    assert dict(after.getexif()) == {Base.Orientation: SIDEWAYS}
    assert dict(opened(without_position(data=photo(kind, turned=None))).getexif()) == {}


def test_what_a_phone_hangs_behind_the_picture_goes():
    picture = photo("JPEG")
    after = without_position(data=picture + photo("JPEG") + b"a film with +36.8065+010.1815/")

    assert after == without_position(data=picture)


def test_a_photo_without_anything_to_hide_is_not_changed():
    whole = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(whole, "PNG")

    assert without_position(data=whole.getvalue()) == whole.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def test_a_video_has_its_place_overwritten_and_keeps_its_length_and_its_pictures():
    android = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+36.8065+010.1815/"))
    apple = box(b"meta", b"mdtacom.apple.quicktime.location.ISO6709" + b"+36.8065+010.1815+004.000/")
    old = box(b"udta", box(b"loci", b"\x00" * 6 + b"Tunis\x00\x00" + b"\x00\x0a\x2e\x00" * 3))
    pictures = box(b"mdat", b"+36.8065+010.1815/ is what the pixels happen to say" * 5)
    video = box(b"ftyp", b"isom") + pictures + box(b"moov", android + apple + old)

    after = without_position(data=video)

    assert len(after) == len(video)
    assert pictures in after
    assert b"36.8065" not in after.replace(pictures, b"")
    assert b"Tunis" not in after
    assert b"\xa9xyz" not in after


def test_a_photo_that_is_kept_like_a_video_loses_its_place():
    exif = Image.Exif()
    exif[Base.Make] = "A phone"
    exif[IFD.GPSInfo] = TUNIS
    told = exif.tobytes()
    heic = box(b"ftyp", b"heic") + box(b"meta", b"\x00" * 8) + box(b"mdat", b"pixels" + told + b"pixels")

    after = without_position(data=heic)

    assert len(after) == len(heic)
    left = Image.Exif()
    left.load(after[after.index(b"Exif") :])
    assert left[Base.Make] == "A phone"
    assert not any(left.get_ifd(IFD.GPSInfo).get(tag) for tag in TUNIS)
    assert struct.pack("<II", 36, 1) not in after
    assert struct.pack(">II", 36, 1) not in after


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 a document", b"OggS a voice note", b"RIFF\x04\x00\x00\x00WAVE", b"Exif\x00\x00alone"]
)
def test_what_is_neither_photo_nor_video_stays_as_it_is(data):
    assert without_position(data=data) == data


@given(
    st.sampled_from((b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", b"\x00\x00\x00\x0cftypisom")),
    st.binary(max_size=200),
)
def test_what_only_begins_like_one_is_refused_or_comes_out_and_never_takes_long(begin, rest):
    with suppress(NotReadableError):  # that is the other thing it may do
        assert isinstance(without_position(data=begin + rest), bytes)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_damaged_photo_is_refused_or_comes_out(at, damage):
    whole = photo("JPEG")
    with suppress(NotReadableError):  # as above
        assert isinstance(without_position(data=whole[:at] + damage + whole[at + len(damage) :]), bytes)


async def test_the_helper_process_does_it_and_says_what_it_cannot_read():
    async with HelperProcess() as helper:
        before = photo("JPEG")
        assert await helper.call("without_position", data=before) == without_position(data=before)
        with pytest.raises(JobFailed, match="NotReadableError"):
            await helper.call("without_position", data=b"\xff\xd8\x00\x00\x00\x00")
