"""The head of a page: what it may load and run, its style and its title.

The policy lets the page load nothing and run nothing but the scripts that stand in it, by their
hashes; where script and style are files beside the page, it lets through what is from its place.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

SCRIPT, SHEET = "js", "css"  # suffixes of the files beside a page
BESIDE = "'self'"  # in a policy, what is from the same place as the page
IMAGES = "img-src data: blob:"  # that a script makes, to save them


def head(title: str, sheet: str, scripts: Sequence[str] = (), beside: str = "") -> str:
    """Return the head of a page that has a sheet and may run scripts.

    With `beside`, both are in files of this stem.
    """
    runs = f"script-src {_sources(scripts, beside)}" if scripts else ""
    policy = ["default-src 'none'", runs, f"style-src {_sources([sheet], beside)}"]
    policy += [IMAGES if scripts else "", "base-uri 'none'", "form-action 'none'"]
    style = f"<style>{sheet}</style>"
    if beside:
        style = f'<link rel="stylesheet" href="{quote(beside)}.{SHEET}">'
    return (
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(filter(None, policy))}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n{style}\n</head>\n"
    )


def _sources(texts: Sequence[str], beside: str) -> str:
    return BESIDE if beside else " ".join(map(_hash, texts))


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
