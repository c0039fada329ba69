"""Letters that Unicode does not decompose, but which people type in either way."""

from typing import Final

# For texts without case and combining signs: as in "اللغه", "sœur", Turkish "ı" and the final letters of Hebrew.
EITHER_WAY: Final = (
    str.maketrans("ıøłđðħə", "iolddhe")
    | {ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"}
    | str.maketrans("ىیېکڪةہھٱ", "يييككههها", "ءـ")
    | str.maketrans("ךםןףץ", "כמנפצ")
    | str.maketrans("ґ", "г")
)
