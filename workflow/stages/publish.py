"""What policy lets a release publish: which locales, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from workflow.settings import Settings
from workflow.stages.check import refusal
from workflow.stages.summary import CatalogSummary


def refusals(
    settings: Settings, source: str, catalogs: Mapping[str, CatalogSummary]
) -> dict[str, str]:
    """Return why each target locale may not be published; empty: all may.

    The group `must` is all or nothing, `should` goes out when approved, and `may`
    goes out with its machine drafts marked.
    """
    reasons: dict[str, str] = {}
    for locale in settings.targets(source):
        catalog = catalogs.get(locale)
        if catalog is None:
            reasons[locale] = "its catalog cannot be read"
        elif reason := refusal(catalog, 0.0 if locale in settings.may else 100.0):
            reasons[locale] = reason
    must = [
        tag
        for tag in settings.targets(source)
        if tag not in (*settings.should, *settings.may)
    ]
    held_up = [tag for tag in must if tag in reasons]
    if held_up:
        for tag in must:
            reasons.setdefault(tag, f"waits for {', '.join(held_up)} (group must)")
    return {tag: reasons[tag] for tag in settings.targets(source) if tag in reasons}


def embargo_refusal(embargo: str | None, now: str) -> str | None:
    """Return why nothing may be published yet, or None."""
    if embargo is None or _instant(embargo) <= _instant(now):
        return None
    return f"under embargo until {embargo}"


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
