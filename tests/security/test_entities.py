"""No XML that somebody sent has entities expanded, in whatever encoding it says that it is written."""

import pytest

from bot.questionnaires.files import UnreadableFileError, _xml

LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'


def as_written(text: str, encoding: str) -> bytes:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    if encoding == "cp037":  # its declaration is read as plain letters, what follows is not
        return declared.encode() + text.encode(encoding)
    return (declared + text).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "cp037"])
@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_a_file_that_defines_entities_is_refused_in_words(text, encoding):
    with pytest.raises(UnreadableFileError):
        _xml(as_written(text, encoding))


def test_a_file_without_any_is_read():
    assert _xml(as_written("<a>b</a>", "utf-16"))
