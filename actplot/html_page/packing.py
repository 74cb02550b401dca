"""What a page of many curves carries packed: what is alike stands together and is compressed."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence

PARTS = "\0"  # what stands between the parts, none of which has such a character
DIGITS = bytes.maketrans(b"&<", b",.")  # for those of base 85 that mean something in HTML

Pieces = Sequence[tuple[str, str]]


def packed(cards: Sequence[Pieces], data: str, script: str) -> str:
    """Return cards, data and script as an element that `unpack.js` reads.

    A card is pieces of markup by name; those of one name stand together, which packs them closer.
    """
    columns: dict[str, list[str]] = {}
    for card in cards:
        for name, piece in card:
            columns.setdefault(name, []).append(piece)
    told = {"rows": [[name for name, _ in card] for card in cards], "columns": columns}
    parts = (json.dumps(told, ensure_ascii=False, separators=(",", ":")), data, script)
    whole = zlib.compress(PARTS.join(parts).encode(), 9)
    digits = base64.b85encode(whole, pad=True).translate(DIGITS).decode()
    return f'<script type="text/plain" id="packed" data-bytes="{len(whole)}">{digits}</script>'
