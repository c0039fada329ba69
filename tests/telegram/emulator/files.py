"""Downloads: getFile, and the bytes behind its path."""

from .calls import Call
from .errors import bad_request
from .media import LARGEST_DOWNLOAD
from .state import Payload, World


def get_file(world: World, call: Call) -> Payload:
    identifier = call.text("file_id")
    if not identifier:
        raise bad_request("file_id not specified")
    file = world.files.get(identifier)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.body) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**file.payload(), "file_path": file.path}
