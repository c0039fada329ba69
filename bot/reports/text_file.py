"""A text as a file, just as it stands."""


def written(data: dict[str, str]) -> bytes:
    return data["text"].encode()
