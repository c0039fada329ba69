"""Characters that neither XML 1.0 nor a cell of a spreadsheet can hold, spelled as spreadsheets do it: _x0007_."""

import re

_UNSPEAKABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_CODE = "x(?:00[01][0-9A-F]|005F|D[89A-F][0-9A-F]{2}|FFF[EF])"
_TO_SPELL = re.compile(rf"[{_UNSPEAKABLE}]|_(?={_CODE}(?:_|[{_UNSPEAKABLE}]))")  # also what would look spelled already
_TO_SPELL_WITH_RETURNS = re.compile(rf"[{_UNSPEAKABLE}\r]|_(?={_CODE}(?:_|[{_UNSPEAKABLE}\r]))")
_SPELLED = re.compile(f"_({_CODE})_")


def spelled(text: str, *, returns: bool = False) -> str:
    """`returns`: carriage returns as well, which a spreadsheet would turn into line feeds."""
    return (_TO_SPELL_WITH_RETURNS if returns else _TO_SPELL).sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unspelled(text: str) -> str:
    return _SPELLED.sub(lambda found: chr(int(found[1][1:], 16)), text)
