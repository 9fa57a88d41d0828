"""What may be registered as a redirect URI, an origin or a link: examples, and properties of everything accepted."""

import ipaddress
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic_core import Url

from services.values.uris import LONGEST, refuse_link, refuse_origin, refuse_redirect_uri

ACCEPTED = [
    "https://crew.northfield.example/signed-in",
    "https://crew.northfield.example",
    "https://crew.northfield.example:8443/a/b?tenant=1&x=%20",
    "https://xn--lpumpe-wxa.example/cb",
    "https://10.20.1.8/cb",
    "https://[2001:db8::1]/cb",
    "https://localhost/cb",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:49152/callback",
    "http://127.8.9.10/cb",
    "http://[::1]:3000/cb",
    "http://localhost:8000/",
    "com.example.app:/oauth2redirect",
    "com.example.app://signed-in",
    "com.example.app:signed-in",
]
REFUSED = {
    "": "characters that a URI can't have",
    "/relative": "not a whole address",
    "signed-in": "not a whole address",
    "//crew.example/cb": "not a whole address",
    "https:": "not a whole address",
    "https://": "not a whole address",
    "https:///cb": "names no host",
    "https:crew.example/cb": "names no host",
    "https:/crew.example/cb": "names no host",
    "http://plant.example/cb": "is not https",
    "http://127.0.0.1.example/cb": "is not https",
    "http://localhost.example/cb": "is not https",
    "http://[::ffff:10.0.0.1]/cb": "is not https",
    "http://10.0.0.1/cb": "is not https",
    "https://crew.example/cb#": "fragment",
    "https://crew.example/cb#x": "fragment",
    "com.example.app:/cb#x": "fragment",
    "https://*.example/cb": "wildcard",
    "https://crew.example/*": "wildcard",
    "com.example.app:/*": "wildcard",
    "https://elin@crew.example/cb": "user part",
    "https://crew.example@evil.example/cb": "user part",
    "https://:@crew.example/cb": "user part",
    "com.example.app://elin@host/cb": "user part",
    "https://crew.example:/cb": "port",
    "https://crew.example:0/cb": "port",
    "https://crew.example:65536/cb": "can't be read",
    "https://crew.example:8o/cb": "can't be read",
    "https://crew..example/cb": "can't be read",
    "https://-crew.example/cb": "can't be read",
    "https://crew%2eexample/cb": "can't be read",
    "https://127.0.0.1%2f.example/cb": "can't be read",
    "https://[::1/cb": "can't be read",
    "https://[fe80::1%25eth0]/cb": "can't be read",
    "https://[v1.a]/cb": "can't be read",
    "https://crew_1.example/cb": "can't be read",
    "http://evil.example[::1]/cb": "can't be read",
    "http://[::1]evil.example/cb": "can't be read",
    "http://[::1].evil.example/cb": "can't be read",
    "http://[::1]80/cb": "can't be read",
    "http://[::1]]/cb": "can't be read",
    "https://evil.example[::1]": "can't be read",
    "com.example.app://evil.example[::1]/cb": "can't be read",
    "http://0x7f.1/cb": "can't be read",
    "https://2130706433/cb": "can't be read",
    "https://127.0.0.1./cb": "can't be read",
    "https://1.2.3/cb": "can't be read",
    "https://crew.example.256/cb": "can't be read",
    "https://crew.example/a b": "characters that a URI can't have",
    "https://crew.example/ä": "characters that a URI can't have",
    "https://ölpumpe.example/cb": "characters that a URI can't have",
    "https://crew.example\\@evil.example/cb": "characters that a URI can't have",
    "https://crew.example/%": "characters that a URI can't have",
    "https://crew.example/%zz": "characters that a URI can't have",
    "https://crew.example/\n": "characters that a URI can't have",
    "https://crew.example/\0": "characters that a URI can't have",
    "\thttps://crew.example/": "characters that a URI can't have",
    "java\nscript:alert(1)": "characters that a URI can't have",
    'https://crew.example/"><script>': "characters that a URI can't have",
    "javascript:alert(1)": "private-use scheme needs a dot",
    "JavaScript:alert(1)": "private-use scheme needs a dot",
    "data:text/html,hello": "private-use scheme needs a dot",
    "vbscript:x": "private-use scheme needs a dot",
    "file:///etc/passwd": "private-use scheme needs a dot",
    "ftp://host/x": "private-use scheme needs a dot",
    "myapp://cb": "private-use scheme needs a dot",
    "urn:ietf:wg:oauth:2.0:oob": "private-use scheme needs a dot",
    "1com.example:/cb": "not a whole address",
    ".com:/cb": "not a whole address",
}


@pytest.mark.parametrize("uri", ACCEPTED)
def test_redirect_uri_is_accepted(uri: str) -> None:
    assert refuse_redirect_uri(uri) is None


@pytest.mark.parametrize(("uri", "sentence"), REFUSED.items(), ids=range(len(REFUSED)))
def test_redirect_uri_is_refused_with_a_sentence_that_names_it(uri: str, sentence: str) -> None:
    answer = refuse_redirect_uri(uri)
    assert answer is not None
    assert sentence in answer
    assert uri in answer


def test_longest_redirect_uri_is_accepted_and_one_longer_refused_without_repeating_it() -> None:
    uri = "https://crew.example/" + "x" * (LONGEST - 21)
    assert refuse_redirect_uri(uri) is None
    answer = refuse_redirect_uri(uri + "x")
    assert answer
    assert "2001 characters. 2000 at most" in answer
    assert len(answer) < 200


_PIECES = st.sampled_from(
    [
        *("https:", "http:", "HTTPS:", "com.example.app:", "javascript:", "data:", "file:", "blob:", "x.y+z-1:"),
        *("//", "/", "\\", "?", "#", "@", ":", "*", "%", "%2e", "%2F", "%00", "%0d%0a", "..", ".", "[", "]", "::1"),
        *(
            "crew.example",
            "localhost",
            "127.0.0.1",
            "127.1",
            "0",
            "2130706433",
            "xn--a",
            "evil",
            "elin:pw",
            "80",
            "0080",
        ),
        *(
            "\0",
            "\n",
            "\t",
            " ",
            "\u202e",
            "\u2025",
            "\uff0f",
            "\u3002",
            "ß",
            "\u017f",
            "é",
            "\ud800",
            "\U0001f512",
            "<",
            '"',
        ),
    ]
)
_URIS = st.one_of(
    st.text(max_size=60),
    st.lists(_PIECES, max_size=10).map("".join),
    st.builds(
        "{}//{}{}".format, st.sampled_from(["https:", "http:", "HTTP:"]), st.text(max_size=20), st.text(max_size=20)
    ),
    st.builds("https://crew.example/{}".format, st.text(st.characters(max_codepoint=0x2FF), max_size=30)),
)


@given(_URIS)
@example("https://localhost")
@example("HTTP://LOCALHOST/")
def test_whatever_is_accepted_is_safe_to_send_a_code_to(uri: str) -> None:
    if refuse_redirect_uri(uri) is not None:
        return
    parts = urlsplit(uri)
    scheme = uri.split(":", 1)[0].lower()
    assert re.fullmatch(r"[!-~]+", uri), "visible ASCII only"
    assert not set(uri) & set('#*\\<>"{}|^` '), "no fragment, wildcard, backslash or mark-up"
    assert parts.scheme == scheme
    assert "@" not in parts.netloc
    assert parts.geturl() in (uri, uri.replace(uri.split(":", 1)[0], scheme, 1), uri.rstrip("?"))
    if scheme in ("http", "https"):
        host = parts.hostname
        assert host
        assert uri.split(":", 1)[1].startswith(f"//{parts.netloc}")
        if scheme == "http":
            assert host == "localhost" or ipaddress.ip_address(host).is_loopback
    else:
        assert "." in scheme


_HOSTS = st.lists(
    st.sampled_from([*"[]:.%-", "::1", "[::1]", "127.0.0.1", "0x7f", "1", "evil.example", "localhost", "80", "fe80"]),
    min_size=1,
    max_size=5,
).map("".join)


@given(st.sampled_from(["http", "https"]), _HOSTS, st.sampled_from(["", "/cb", "?x", ":8080/"]))
@example("http", "[::1]evil.example", "/cb")
@example("https", "2130706433", "/cb")
def test_whatever_is_accepted_names_the_host_that_a_browser_goes_to(scheme: str, host: str, rest: str) -> None:
    uri = f"{scheme}://{host}{rest}"
    if refuse_redirect_uri(uri) is not None:
        return
    parts = urlsplit(uri)
    ours = f"[{ipaddress.ip_address(str(parts.hostname))}]" if "[" in parts.netloc else parts.hostname
    assert Url(uri).host == ours


@given(_URIS)
def test_no_text_brings_the_checks_down(text: str) -> None:
    for refuse in (refuse_redirect_uri, refuse_origin, refuse_link):
        answer = refuse(text)
        assert answer is None or answer.endswith(".")


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(lambda text: not text.isascii())
)
def test_nothing_beyond_ascii_is_accepted_anywhere(text: str) -> None:
    for uri in (f"https://{text}/", f"https://a.example/{text}", f"https://a.example/?{text}", f"com.{text}:/x"):
        assert refuse_redirect_uri(uri)


@pytest.mark.parametrize(
    "origin",
    ["https://crew.example", "https://crew.example:8443", "http://localhost:3000", "http://[::1]", "https://10.0.0.1"],
)
def test_origin_is_accepted(origin: str) -> None:
    assert refuse_origin(origin) is None


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        ("https://crew.example/", "more than an origin"),
        ("https://crew.example?", "more than an origin"),
        ("https://crew.example#", "more than an origin"),
        ("https://crew.example/cb", "more than an origin"),
        ("https://Crew.example", "capital letters"),
        ("HTTPS://crew.example", "capital letters"),
        ("https://*.example", "wildcard"),
        ("*", "characters|not a whole address"),
        ("null", "not a whole address"),
        ("http://plant.example", "is not https"),
        ("https://elin@crew.example", "user part"),
        ("com.example.app://x", "not an http or https origin"),
        ("https://crew.example:", "port"),
        ("https://crew.example:443", "Leave out https's own"),
        ("http://localhost:80", "Leave out http's own"),
        ("https://crew.example:08443", "leading zeros"),
        ("file:///", "not a whole address|not an http or https origin"),
    ],
)
def test_origin_is_refused(origin: str, sentence: str) -> None:
    assert re.search(sentence, refuse_origin(origin) or "")


@given(_URIS)
def test_accepted_origin_is_what_a_browser_sends(origin: str) -> None:
    if refuse_origin(origin) is None:
        parts = urlsplit(origin)
        assert origin == f"{parts.scheme}://{parts.netloc}" == origin.lower()
        assert (parts.scheme, parts.port) not in (("https", 443), ("http", 80))
        assert parts.port is None or parts.netloc.endswith(f":{parts.port}")


@given(_URIS)
def test_accepted_link_is_a_web_address(uri: str) -> None:
    if refuse_link(uri) is None:
        assert urlsplit(uri).scheme in ("http", "https")
        assert urlsplit(uri).hostname
