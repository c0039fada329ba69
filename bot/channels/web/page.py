"""The page itself: a small frame of HTML; its scripts build the rest."""

import gzip
import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.demo import DemoAccess
from bot.channels.web.static_files import StaticFiles, takes_gzip
from bot.channels.web.visitors import Visitors, client_language
from bot.channels.web.words import PageWords

TEMPLATE = Path(__file__).parent / "page.html"


@dataclass(frozen=True)
class Pages:
    words: PageWords
    static: StaticFiles
    visitors: Visitors
    demo: DemoAccess | None
    template: Template

    async def endpoint(self, request: Request) -> Response:
        language = self.words.spoken(client_language(request))
        html = self.template.substitute(
            {name: escape(value) for name, value in self._values(language).items()},
            preloads="\n".join(
                f'<link rel="modulepreload" href="static/{self.static.digest}/{name}">' for name in self.static.scripts
            ),
        ).encode()
        headers = {"cache-control": "no-store", "vary": "accept-encoding, accept-language"}
        if takes_gzip(request):
            html = gzip.compress(html, 6)
            headers["content-encoding"] = "gzip"
        response = Response(html, media_type="text/html", headers=headers)
        self.visitors.welcome(request, response)
        return response

    def _values(self, language: str) -> dict[str, str]:
        setup = self.words.of(language)
        texts = setup["words"]
        assert isinstance(texts, dict), "PageWords.of gives the words as a dict"
        if self.demo is not None:
            setup["demo"] = self.words.demo(self.demo, language)
        return {
            "language": language,
            "direction": str(setup["direction"]),
            "title": texts["bot"],
            "static": f"static/{self.static.digest}",
            "setup": json.dumps(setup, ensure_ascii=False, separators=(",", ":")),
            "without_scripts": texts["without_scripts"],
        }


def page_template() -> Template:
    return Template(TEMPLATE.read_text(encoding="utf-8"))
