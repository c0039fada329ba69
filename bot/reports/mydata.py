"""What is kept about a person, as a file: JSON, readable by people and by programs."""

import json
from typing import Any


def written(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2).encode()
