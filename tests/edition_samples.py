"""Releases and texts for the tests of editions."""

from datetime import date

from workflow.model.edition import LocaleText, Site, Target
from workflow.model.entry import State
from workflow.model.release import Block, BlockKind, Placeholder, Release, Segment

SITE = Site(
    "Example Press",
    "en",
    licence="https://creativecommons.org/licenses/by/4.0/",
    publisher="Example Press",
)
ABSOLUTE = Site("Example Press", "en", base_url="https://press.example/readouts")


def placeholders(*kinds):
    """Placeholders numbered from 1: `"strong"`, `("link", url)`, `("break",)`."""
    found = []
    for number, kind in enumerate(kinds, 1):
        name, target = kind if isinstance(kind, tuple) else (kind, None)
        found.append(Placeholder(number, name, target, name not in ("break", "image")))
    return tuple(found)


def block(kind, anchor, *texts, lead=" ", **more):
    """A block of segments; a text may be `(msgid, placeholders)`."""
    segments = []
    for number, text in enumerate(texts, 1):
        msgid, inline = text if isinstance(text, tuple) else (text, ())
        space = "" if number == 1 else lead
        segments.append(
            Segment(f"{anchor}_s{number}", kind.msgctxt, msgid, inline, space)
        )
    return Block(kind, anchor, tuple(segments), **more)


def release(*blocks, locale="en", **more):
    """A release of `blocks`."""
    values = {
        "id": "2026/food-security",
        "title": "Joint statement on food security",
        "source_sha256": "ab" * 32,
        "date": date(2026, 3, 14),
        "source_url": "https://source.example/readout/14-march",
    }
    return Release(locale=locale, blocks=tuple(blocks), **{**values, **more})


K = BlockKind
LINK = placeholders(("link", "https://wfp.example/"), "strong", "break")

STATEMENT = release(
    block(K.TITLE, "title", "Joint statement on food security"),
    block(K.DATELINE, "d1", "GENEVA, 14 March 2026"),
    block(
        K.PARAGRAPH,
        "p1",
        ("The <1>Programme</1> set <2>three</2> goals.<3/>They meet in June.", LINK),
        "They were joined by H.E. Mr. Mensah.",
    ),
    block(K.HEADING, "h1", "What was agreed", level=2),
    block(K.PARAGRAPH, "p2", "The parties will:"),
    block(K.ITEM, "i1", "open the crossing;", container=("ol#1", "li#1"), mark="1."),
    block(K.ITEM, "i2", "exchange data on", container=("ol#1", "li#2"), mark="2."),
    block(K.ITEM, "i3", "rivers", container=("ol#1", "li#2", "ul#2", "li#3"), mark="-"),
    block(K.ITEM, "i4", "grain", container=("ol#1", "li#2", "ul#2", "li#4"), mark="-"),
    block(K.ITEM, "i5", "report each month.", container=("ol#1", "li#5"), mark="5."),
    block(
        K.QUOTATION,
        "q1",
        "“We will keep it open,” she said.",
        "“Nobody should go hungry.”",
        container=("quote#1",),
    ),
    block(K.HEADING, "h2", "Figures", level=4),
    block(K.CAPTION, "c1", "Deliveries", container=("table#1",)),
    block(K.CELL, "t1", "Month", container=("table#1", "tr#1", "th#1")),
    block(K.CELL, "t2", "Tonnes", container=("table#1", "tr#1", "th#2")),
    block(K.CELL, "t3", "April", container=("table#1", "tr#2", "td#3")),
    block(K.CELL, "t4", "1,250", container=("table#1", "tr#2", "td#4")),
    block(K.CAPTION, "c2", "The signing", container=("figure#1",)),
)

APPROVED = {
    "state": State.APPROVED,
    "is_publishable": True,
    "origin": "mt:argos/en_fr-1.0",
    "by": "maria",
    "approvers": ("li", "omar"),
    "approved_at": "2026-11-23T11:30:00Z",
}
DRAFT = {
    "state": State.PREFILLED,
    "is_publishable": False,
    "origin": "mt:argos/en_fr-1.0",
}


def source(locale="en", **more):
    """The text of the source locale."""
    return LocaleText(locale, {}, is_source=True, **more)


def translated(found, locale, translate=None, *, published=True, **target):
    """A text whose targets are `translate(msgid)`, or the msgid marked `[locale]`."""
    targets = {}
    for segment in found.segments:
        text = translate(segment.msgid) if translate else f"[{locale}] {segment.msgid}"
        if text is not None:
            values = {**(target or APPROVED), "text": text}
            targets[(segment.msgctxt, segment.msgid)] = Target(**values)
    return LocaleText(locale, targets, is_published=published)


def one_passage(target, inline=(), *, msgid="Source text.", **more):
    """A release with a title and one passage, and its French text `target`."""
    found = release(
        block(K.TITLE, "title", "Title"), block(K.PARAGRAPH, "p1", (msgid, inline))
    )
    text = translated(found, "fr", lambda m: target if m == msgid else "Titre", **more)
    return found, [source(), text]
