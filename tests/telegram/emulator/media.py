"""Photos and documents: sizes, dimensions, file identifiers."""

import io
import mimetypes
from collections.abc import Iterator

from PIL import Image

from .calls import Call, Upload
from .errors import TOO_LARGE, ApiError, bad_request
from .state import Payload, StoredFile, World

LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_SIDES = 10_000
STEEPEST_RATIO = 20
SIZES = (90, 320, 800, 1280)


def store(world: World, kind: str, upload: Upload, width: int = 0, height: int = 0) -> StoredFile:
    number = world.number()
    suffix = "." + upload.name.rpartition(".")[2] if "." in upload.name else ""
    file = StoredFile(
        id=f"{kind}-file-id-{number}",
        unique_id=f"unique-{number}",
        path=f"{kind}s/file_{number}{suffix}",
        kind=kind,
        body=upload.body,
        name=upload.name,
        mime=upload.mime,
        width=width,
        height=height,
    )
    world.files[file.id] = world.paths[file.path] = file
    return file


def chosen_upload(call: Call, field: str, reference: str | None = None) -> Upload | str | None:
    """Return the file sent along, or the identifier of one that Telegram has already."""
    value = call.text(field) if reference is None else reference
    if value.startswith("attach://"):
        return call.files.get(value.removeprefix("attach://"))
    return value or call.files.get(field)


def known_file(world: World, identifier: str, kind: str) -> StoredFile:
    if identifier.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = world.files.get(identifier)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def check_size(upload: Upload) -> None:
    if not upload.body:
        raise bad_request("file must be non-empty")
    if len(upload.body) > LARGEST_UPLOAD:
        raise TOO_LARGE


def photo(world: World, source: Upload | str) -> Payload:
    """Check a picture by its content and return its sizes, the largest last, as Telegram does."""
    if isinstance(source, str):
        file = known_file(world, source, "photo")
        return {"photo": [size(file)]}
    check_size(source)
    if len(source.body) > LARGEST_PHOTO:
        raise bad_request(
            f"file of size {len(source.body)} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        )
    return {"photo": [size(file) for file in scaled(world, source)]}


def size(file: StoredFile) -> Payload:
    return {**file.payload(), "width": file.width, "height": file.height}


def scaled(world: World, upload: Upload) -> Iterator[StoredFile]:
    """Yield the picture in each size below its own, then as it is."""
    try:
        with Image.open(io.BytesIO(upload.body)) as picture:
            width, height = picture.size
            check_dimensions(width, height)
            picture.load()
            for side in SIZES:
                if side < max(width, height):
                    smaller = picture.convert("RGB")
                    smaller.thumbnail((side, side))
                    body = io.BytesIO()
                    smaller.save(body, "JPEG")
                    yield store(world, "photo", Upload("photo.jpg", "image/jpeg", body.getvalue()), *smaller.size)
    except ApiError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    yield store(world, "photo", upload, width, height)


def check_dimensions(width: int, height: int) -> None:
    if width + height > LARGEST_SIDES or max(width, height) > STEEPEST_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def document(world: World, source: Upload | str) -> Payload:
    if isinstance(source, str):
        file = known_file(world, source, "document")
    else:
        check_size(source)
        mime = source.mime
        if mime in ("", "application/octet-stream"):
            mime = mimetypes.guess_type(source.name)[0] or "application/octet-stream"
        file = store(world, "document", Upload(source.name, mime, source.body))
    return {"document": {**file.payload(), "file_name": file.name, "mime_type": file.mime}}
