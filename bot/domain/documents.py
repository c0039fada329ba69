"""Which documents go round: what people abroad can open on their phones, and nothing that runs."""

from collections.abc import Mapping

DOCUMENTS: Mapping[str, str] = {  # how a name ends, and the media type by which it is sent
    "pdf": "application/pdf",
    "txt": "text/plain",
    "md": "text/markdown",
    "rtf": "application/rtf",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def is_document(name: str | None) -> bool:
    """By its name: what it claims to be is how phones open it."""
    return ending(name) in DOCUMENTS


def document_type(name: str | None) -> str:
    """Raises KeyError for what is none."""
    return DOCUMENTS[ending(name)]


def ending(name: str | None) -> str:
    """In small letters, without the dot; empty where there is none."""
    stem, _dot, rest = (name or "").rpartition(".")
    return rest.casefold() if stem else ""
