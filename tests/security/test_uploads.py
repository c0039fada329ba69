"""What people send: no place goes with it, no name is a path, no type is believed, and nothing unpacks into too much."""

import io
import struct
import zlib
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import IFD

from bot.app import translator
from bot.channels.web.files import believed, plain_name
from bot.core.messages import FileKind
from bot.delivery.wanted_files import as_it_came
from bot.file_purposes import file_purposes
from bot.reports.small_photo import small_photo
from bot.storage.wanted_files import WantedFile
from bot.usecases import brought, recognition_checks
from bot.usecases.file_names import tidy
from tests.reports.test_without_position import photo
from tests.transcripts.attachments import in_this_process
from tests.web.browsing import browsing
from tests.web.serving import serving

PURPOSES = file_purposes(translator(), lambda _channel, _account: None, in_this_process)
# Read by the program alone: a questionnaire's sheets, a badge.
NOT_KEPT_FOR_OTHERS = {brought.PURPOSE, recognition_checks.PURPOSE}
NAMES = st.text() | st.sampled_from(
    ["..", "../../etc/passwd", "..\\..\\x", "/", "", ".", "a/..", "nul\0.txt", "\u202egpj.exe"]
)


@pytest.mark.parametrize("purpose", sorted(set(PURPOSES) - NOT_KEPT_FOR_OTHERS))
async def test_no_photo_that_is_kept_tells_where_it_was_taken(purpose):
    row = WantedFile(purpose=purpose, kind=FileKind.DOCUMENT)
    kept = await PURPOSES[purpose].clean(row, photo("JPEG"))
    assert Image.open(io.BytesIO(kept)).getexif().get_ifd(IFD.GPSInfo) == {}


def test_only_what_the_program_alone_reads_is_kept_as_it_came():
    assert {name for name, one in PURPOSES.items() if one.clean is as_it_came} == NOT_KEPT_FOR_OTHERS


@settings(deadline=None)
@given(NAMES)
@pytest.mark.parametrize("made", [plain_name, tidy])
def test_no_name_that_somebody_gave_leads_out_of_a_folder(made, name):
    called = made(name)
    assert called
    assert len(called) <= 120
    assert called.isprintable()
    for path in (PurePosixPath(called), PureWindowsPath(called) if made is plain_name else PurePosixPath(called)):
        assert (path.name, path.parts) == (called, (called,))
    assert called not in {".", ".."}


@pytest.mark.parametrize("told", ["image/png", "image/jpeg", "image/gif", "image/webp", "no type", "image/png\r\nx: y"])
def test_what_is_no_picture_is_not_believed_to_be_one(told):
    assert believed(told, b"<html><script>alert(1)</script>") == "application/octet-stream"


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
def test_a_picture_is_what_it_says(kind):
    written = io.BytesIO()
    Image.new("RGB", (2, 2)).save(written, kind)
    assert believed(f"image/{kind}", written.getvalue()) == f"image/{kind}"


@pytest.mark.slow  # a real server
async def test_a_page_that_calls_itself_a_picture_is_downloaded_and_never_shown(sqlite_database):
    async with serving(sqlite_database, translator()) as web, browsing(web.address) as browser:
        await browser.get("/")
        kept = await browser.post(
            "/upload", b"<script>alert(1)</script>", **{"content-type": "image/png", "x-file-name": "..%2Fa.png"}
        )
        shown = await browser.get(f"/file/{kept.json['token']}")
        async with browsing(web.address) as other:
            await other.get("/")
            foreign = await other.get(f"/file/{kept.json['token']}")
    assert kept.json["name"] == "a.png"
    assert shown.media_type == "application/octet-stream"
    assert shown.headers["content-disposition"].startswith("attachment;")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert foreign.status == 404


def png(width: int, height: int, body: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def written(kind: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (4, 4)).save(data, kind)
    return data.getvalue()


BOMBS = {
    "a picture of ten thousand million pixels": png(100_000, 100_000, zlib.compress(bytes(1000))),
    "a drawing that runs a program": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n",
    "a drawing in one of the many formats that no phone writes": written("PPM"),
    "half a picture": photo("JPEG")[:-200],
    "nothing": b"",
}


def test_a_picture_that_is_only_somewhat_too_large_is_not_even_begun():
    """Below what Pillow itself refuses."""
    with pytest.raises(ValueError, match="pixels are too many"):
        small_photo(photo=png(10_000, 7_000, zlib.compress(bytes(1000))))


@pytest.mark.parametrize("photo_", BOMBS.values(), ids=BOMBS)
def test_what_is_no_photo_or_far_too_large_ends_as_an_error_that_is_told(photo_):
    with pytest.raises(ValueError, match=r"pixels|no photo"):
        small_photo(photo=photo_)
