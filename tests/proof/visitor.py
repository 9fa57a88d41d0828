"""A person with a browser without scripts: follows redirects, signs in, decides, and ends at the application."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from tests.identity.browsing import form_of
from tests.services.world import PASSWORD

MOST_PAGES = 12
_REFRESH = 'http-equiv="refresh"'


@dataclass
class Visitor:
    """Whoever has the account `email`, and the cookies that `http` keeps."""

    http: httpx.AsyncClient
    email: str

    async def walk(self, url: str, callback: str, decision: str = "allow") -> str:
        """Open `url`, fill in what is asked, and return the address below `callback` that it ends at."""
        answer = await self.http.get(url)
        for _ in range(MOST_PAGES):
            if not answer.is_redirect:
                answer = await self._fill_in(answer, decision)
                continue
            where = urljoin(str(answer.url), answer.headers["location"])
            if where.startswith(callback):
                return where
            answer = await self.http.get(where)
        raise AssertionError(f"Still at {answer.url} after {MOST_PAGES} pages: {answer.text}")

    async def visit(self, url: str, decision: str = "allow") -> str:
        """Open `url`, fill in what is asked, and return what the last page says."""
        answer = await self.http.get(url)
        for _ in range(MOST_PAGES):
            if answer.is_redirect:
                answer = await self.http.get(urljoin(str(answer.url), answer.headers["location"]))
                continue
            if "<form" not in answer.text and _REFRESH not in answer.text:
                return answer.text
            answer = await self._fill_in(answer, decision)
        raise AssertionError(f"Still at {answer.url} after {MOST_PAGES} pages: {answer.text}")

    async def _fill_in(self, page: httpx.Response, decision: str) -> httpx.Response:
        if _REFRESH in page.text:
            return await self._refresh(page)
        action, values = form_of(page)
        if action == "/login":
            values |= {"email": self.email, "password": PASSWORD}
        elif typed := re.search(r'<input id="user_code" name="user_code" value="([^"]*)"', page.text):
            values["user_code"] = html.unescape(typed[1])
        elif 'name="decision"' in page.text:
            values["decision"] = decision
        return await self.http.post(
            action, data=values, headers={"origin": str(page.url.copy_with(raw_path=b"/"))[:-1]}
        )

    async def _refresh(self, page: httpx.Response) -> httpx.Response:
        found = re.search(r'content="0; url=([^"]*)"', page.text)
        assert found, page.text
        return await self.http.get(urljoin(str(page.url), html.unescape(found[1])))
