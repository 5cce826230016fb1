"""From catalogs to the texts of editions."""

from __future__ import annotations

from workflow.model.approval import current_record, is_publishable
from workflow.model.edition import LocaleText, Target
from workflow.model.entry import State
from workflow.model.release import Release
from workflow.project import Project
from workflow.stages.workspace import OpenCatalog


def edition_texts(
    project: Project,
    release: Release,
    opened: dict[str, OpenCatalog],
    reasons: dict[str, str],
    *,
    draft: bool,
) -> list[LocaleText]:
    """Return the texts of all editions that may be shown.

    `reasons` says why policy refuses a locale; only a `draft` shows those.
    """
    texts = []
    if release.locale not in reasons or draft:
        published = release.locale not in reasons
        texts.append(LocaleText(release.locale, {}, True, published))
    for locale in project.settings.targets(release.locale):
        if locale in reasons and not draft:
            continue
        targets = _targets(opened[locale]) if locale in opened else {}
        texts.append(LocaleText(locale, targets, False, locale not in reasons))
    return texts


def _targets(opened: OpenCatalog) -> dict[tuple[str | None, str], Target]:
    targets = {}
    for entry in opened.catalog.active:
        state = opened.context.state(entry)
        record = current_record(entry)
        approved = state is State.APPROVED
        targets[entry.id] = Target(
            text=entry.msgstr,
            state=state,
            is_publishable=is_publishable(entry, state, opened.context.policy),
            origin=record.origin,
            by=record.by,
            approvers=record.approvers if approved else (),
            approved_at=record.approved_at if approved else None,
        )
    return targets
