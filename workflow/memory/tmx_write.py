"""Write units as TMX 1.4b, level 2: what OmegaT, translate-toolkit and others read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from workflow import __version__
from workflow.memory.tmx_codes import write_seg
from workflow.model.match import MemoryUnit

TOOL = "readout"
_TOOL_CODES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="{tool}" creationtoolversion="{version}" segtype="sentence" \
o-tmf="PO" adminlang="en" srclang="{source}" datatype="plaintext"/>
<body>
"""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_TAIL = "</body>\n</tmx>\n"


def tmx_lines(
    units: Iterable[MemoryUnit],
    source_locales: Iterable[str],
    *,
    tool_codes: bool = False,
) -> Iterator[str]:
    """Yield the text of a TMX file in pieces; the same units, the same bytes.

    `tool_codes` writes the locales of Chinese as tools know them that know no script.
    """
    codes = _TOOL_CODES if tool_codes else {}
    sources = [codes.get(tag, tag) for tag in source_locales]
    source = sources[0] if len(sources) == 1 else "*all*"
    yield _HEAD.format(tool=TOOL, version=__version__, source=source)
    for unit in units:
        yield _tu(unit, codes)
    yield _TAIL


def _tu(unit: MemoryUnit, codes: dict[str, str]) -> str:
    source, target = (codes.get(tag, tag) for tag in (unit.source_locale, unit.locale))
    attributes = {
        "tuid": f"{unit.place}/{unit.key}/{target}",
        "srclang": source,
        **_dates(unit.at),
        **({"creationid": unit.by, "changeid": unit.by} if unit.by else {}),
    }
    props = {
        "file": unit.place,
        "id": unit.key,
        "x-context": unit.msgctxt or "",
        "x-origin": unit.origin,
        "x-section": unit.section,
        "x-before": unit.before,
        "x-after": unit.after,
        "x-position": str(unit.position),
    }
    written = "".join(f' {name}="{_safe(v)}"' for name, v in attributes.items())
    lines = [f"<tu{written}>"]
    lines += [f'<prop type="{n}">{_safe(v)}</prop>' for n, v in props.items() if v]
    lines += [
        f'<tuv xml:lang="{source}">{write_seg(unit.source)}</tuv>',
        f'<tuv xml:lang="{target}">{write_seg(unit.target)}</tuv>',
        "</tu>\n",
    ]
    return "\n".join(lines)


def _dates(at: str) -> dict[str, str]:
    """Return when a unit came into the memory, `2026-11-23T10:00:00Z`, as TMX has it.

    That is when it was approved: a later approval makes another unit of it.
    """
    if not _MOMENT.match(at):
        return {}
    date = at.replace("-", "").replace(":", "")
    return {"creationdate": date, "changedate": date}


def _safe(text: str) -> str:
    kept = "".join(c if c >= " " else " " for c in text)
    return escape(kept, quote=True)
