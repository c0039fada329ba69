import pytest

from tests.telegram.emulator.errors import ApiError
from tests.telegram.emulator.html import parse_html


def entity(kind, offset, length, **more):
    return {"type": kind, "offset": offset, "length": length, **more}


READ = [
    ("no markup", "plain", "plain", []),
    ("bold", "a <b>bold</b> word", "a bold word", [entity("bold", 2, 4)]),
    ("its older name", "<strong>x</strong>", "x", [entity("bold", 0, 1)]),
    ("small and capital letters", "<B>x</b>", "x", [entity("bold", 0, 1)]),
    ("nested", "<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
    ("short end tag", "<i>a</>", "a", [entity("italic", 0, 1)]),
    ("an emoji counts twice", "🎓<u>é</u>", "🎓é", [entity("underline", 2, 1)]),
    ("Arabic counts once a letter", "<b>مرحبا</b>", "مرحبا", [entity("bold", 0, 5)]),
    ("escaped", "1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;", '1 < 2 && 3 > 2 "', []),
    ("unknown reference stays", "&copy; &nbsp;", "&copy; &nbsp;", []),
    ("lone ampersand stays", "bread & butter", "bread & butter", []),
    ("reference without semicolon", "1 &lt2", "1 <2", []),
    ("by number", "&#9989; &#x2705;", "✅ ✅", []),
    ("number too long stays", "&#123456789;", "&#123456789;", []),
    ("empty tag is no entity", "a<b></b>", "a", []),
    ("link", '<a href="https://x.org/a?b=1&amp;c=2">x</a>', "x", [entity("text_link", 0, 1, url="https://x.org/a?b=1&c=2")]),
    ("link without scheme", "<a href='x.org'>x</a>", "x", [entity("text_link", 0, 1, url="http://x.org/")]),
    ("text as link", "<a>x.org</a>", "x.org", [entity("text_link", 0, 5, url="http://x.org/")]),
    ("link to nowhere is text", '<a href="http://localhost:80">x</a>', "x", []),
    ("link to an address", '<a href="http://127.0.0.1:8080/">x</a>', "x", [entity("text_link", 0, 1, url="http://127.0.0.1:8080/")]),
    ("spoiler", '<span class="tg-spoiler">x</span>', "x", [entity("spoiler", 0, 1)]),
    ("spoiler by its own tag", "<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
    ("quote", "<blockquote>x</blockquote>", "x", [entity("blockquote", 0, 1)]),
    ("folded quote", "<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
    ("code with language", '<pre><code class="language-py">x</code></pre>', "x", [entity("pre", 0, 1, language="py")]),
    ("language needs pre", '<code class="language-py">x</code>', "x", [entity("code", 0, 1)]),
    ("unknown attribute is read over", '<b style="x" hidden>x</b>', "x", [entity("bold", 0, 1)]),
    ("custom emoji", '<tg-emoji emoji-id="42">👍</tg-emoji>', "👍", [entity("custom_emoji", 0, 2, custom_emoji_id="42")]),
]  # fmt: skip

REFUSED = [
    ("unknown tag", "<x>y</x>", 'Unsupported start tag "x" at byte offset 0'),
    ("offsets count bytes", "é<br>", 'Unsupported start tag "br" at byte offset 2'),
    ("less-than as typed", "I <3 you", 'Unsupported start tag "3" at byte offset 2'),
    ("less-than with spaces", "1 < 2 >", 'Unsupported start tag "" at byte offset 2'),
    ("less-than at the end", "a <", "Unclosed start tag at byte offset 2"),
    ("never closed", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("inner one never closed", "<b><i>x</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("end without start", "x</b>", "Unexpected end tag at byte offset 1"),
    ("end tag cut off", "<b>x</b", "Unclosed end tag at byte offset 4"),
    ("start tag cut off", "<b", "Unclosed start tag at byte offset 0"),
    ("quote of a value cut off", '<a href="x', "Unclosed start tag at byte offset 0"),
    ("value cut off", "<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ("bare value with strange signs", "<a href=x.org/?b>", "Unexpected end of name token at byte offset 8"),
    ("attribute without name", "<b ='x'>y</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("span of another kind", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("half a surrogate pair", "&#xD83D;", "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"),
    ("custom emoji without number", "<tg-emoji emoji-id='x'>y</tg-emoji>", "Invalid custom emoji identifier specified"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_html_is_read_as_telegram_reads_it(source, text, entities):
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(("source", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_bad_html_is_refused_in_telegrams_words(source, words):
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"
