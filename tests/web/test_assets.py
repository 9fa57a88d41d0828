"""Addresses of our own files, and the pages that link them."""

import hashlib
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from web.assets import STATIC, asset_url, icon_href
from web.rendering import environment


def test_address_changes_with_the_content_of_the_file() -> None:
    digest = hashlib.sha256((STATIC / "base.css").read_bytes()).hexdigest()
    assert asset_url("base.css") == f"/static/base.css?v={digest[:10]}"
    with pytest.raises(FileNotFoundError):
        asset_url("nothing.css")


@pytest.mark.parametrize("name", ["", "a b", '"><script>', "../x", "Key"])
def test_icon_is_asked_for_by_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="no name of an icon"):
        icon_href(name)


def test_template_escapes_what_it_is_given_and_refuses_what_nobody_gave(tmp_path: Path) -> None:
    (tmp_path / "greeting.html").write_text('{% extends "plain.html" %}{% block card %}{{ name }}{% endblock %}')
    template = environment(tmp_path, styles=("base",), scripts=("busy.js",)).get_template("greeting.html")
    page = template.render(title="Hello", name="<script>")
    assert "&lt;script&gt;" in page
    assert f'<link rel="stylesheet" href="{asset_url("base.css")}">' in page
    assert f'<script src="{asset_url("busy.js")}"></script>' in page
    with pytest.raises(UndefinedError):
        template.render(title="Hello")
