"""How many files may come with a practice, and how much is told of each."""

from typing import Final

MOST_FILES: Final = 10  # of one practice
LONGEST_ALT: Final = 200  # characters
