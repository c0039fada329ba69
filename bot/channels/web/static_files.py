"""The page's scripts and styles: read and packed once, cached by browsers until they change."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class StaticFile:
    media_type: str
    etag: str
    plain: bytes
    packed: bytes


class StaticFiles:
    """Their folder's name carries a digest of all of them, so that what was loaded once is never asked for again."""

    def __init__(self, files: Mapping[str, StaticFile], digest: str) -> None:
        self.files = files
        self.digest = digest

    @classmethod
    def from_folder(cls, folder: Path = FOLDER) -> "StaticFiles":
        files = {path.name: _read(path) for path in sorted(folder.iterdir()) if path.suffix in MEDIA_TYPES}
        digest = hashlib.sha256("".join(file.etag for file in files.values()).encode()).hexdigest()[:16]
        return cls(files, digest)

    @property
    def scripts(self) -> list[str]:
        return [name for name in self.files if name.endswith(".js")]

    async def endpoint(self, request: Request) -> Response:
        file = self.files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404)
        is_present = request.path_params["digest"] == self.digest
        headers = {
            "cache-control": "public, max-age=31536000, immutable" if is_present else "no-cache",
            "etag": file.etag,
            "vary": "accept-encoding",
        }
        if request.headers.get("if-none-match") == file.etag:
            return Response(status_code=304, headers=headers)
        if takes_gzip(request):
            headers["content-encoding"] = "gzip"
            return Response(file.packed, media_type=file.media_type, headers=headers)
        return Response(file.plain, media_type=file.media_type, headers=headers)


def takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _read(path: Path) -> StaticFile:
    plain = path.read_bytes()
    etag = f'"{hashlib.sha256(plain).hexdigest()[:24]}"'
    return StaticFile(MEDIA_TYPES[path.suffix], etag, plain, gzip.compress(plain, 9, mtime=0))
