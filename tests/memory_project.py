"""A project whose first releases are approved in four languages, and one to come."""

from workflow.cli import run

A, B, C = "2026-03-12-talks", "2026-03-20-relief", "2026-04-03-talks"
LOCALES = ("es", "ru", "ar", "zh-Hans")
NOTES = """
## Notes to editors

The Council has 12 members. It meets in Geneva.
"""
SOURCES = {
    A: "# Talks on water\n\nThe talks were held on 12 March 2026 in Geneva. "
    "All members of the Council took part in the talks.\n" + NOTES,
    B: "# Relief\n\nThe convoy arrived.\n" + NOTES,
    C: "# More talks on water\n\nThe talks were held on 3 April 2026 in Geneva. "
    "Most members of the Council took part in the talks.\n" + NOTES,
}
HELD = "The talks were held on"
TARGETS = {
    "es": {
        HELD: "Las conversaciones se celebraron el 12 de marzo de 2026 en Ginebra.",
        "All members": "Todos los miembros del Consejo participaron en ellas.",
        "The Council has": "El Consejo tiene 12 miembros.",
        "It meets": "Se reúne en Ginebra.",
        "Notes to": "Notas para los editores",
    },
    "ru": {
        HELD: "Переговоры состоялись 12 марта 2026 года в Женеве.",
        "All members": "В переговорах участвовали все члены Совета.",
        "The Council has": "В Совет входят 12 членов.",
        "It meets": "Он собирается в Женеве.",
        "Notes to": "К сведению редакторов",
    },
    "ar": {
        HELD: "عُقدت المحادثات في 12 آذار/مارس 2026 في جنيف.",
        "All members": "شارك جميع أعضاء المجلس في المحادثات.",
        "The Council has": "يتألف المجلس من 12 عضواً.",
        "It meets": "وهو يجتمع في جنيف.",
        "Notes to": "ملاحظات للمحررين",
    },
    "zh-Hans": {
        HELD: "会谈于2026年3月12日在日内瓦举行。",
        "All members": "理事会全体成员参加了会谈。",
        "The Council has": "理事会有12个成员。",
        "It meets": "它在日内瓦开会。",
        "Notes to": "编者按",
    },
}
ADAPTED = {
    "es": "Las conversaciones se celebraron el 3 de abril de 2026 en Ginebra.",
    "ru": "Переговоры состоялись 3 апреля 2026 года в Женеве.",
    "ar": "عُقدت المحادثات في 3 نيسان/أبريل 2026 في جنيف.",
    "zh-Hans": "会谈于2026年4月3日在日内瓦举行。",
}


def make_project(root, people=(("tina", "translator"), ("rui", "reviewer"))):
    """Make the project: A and B are approved where there are targets, C is empty."""
    from workflow.project import Project
    from workflow.stages.people import add_person
    from workflow.stages.review import approve, set_targets

    from workflow.stages.acts import CatalogId  # isort: skip

    assert run(["-q", "init", str(root), "--locales", ",".join(LOCALES)]) == 0
    (root / "sources").mkdir(exist_ok=True)
    for name, text in SOURCES.items():
        (root / "sources" / f"{name}.md").write_text(text, encoding="utf-8")
    assert run(["-C", str(root), "-q", "extract"]) == 0
    for release in (A, B):
        for locale in LOCALES:
            catalog = CatalogId(Project(root), release, locale)
            texts = targets_of(root, release, locale)
            set_targets(catalog, texts, by="tina")
            approve(catalog, by="rui", keys=list(texts))
    for name, role in people:
        add_person(Project(root), name, role, ())
    return root


def targets_of(root, release, locale):
    """Return the targets that there are for a release, by key."""
    return {
        key: target
        for key, entry in opened(root, release, locale).by_key.items()
        for begin, target in TARGETS[locale].items()
        if entry.msgid.startswith(begin)
    }


def opened(root, release, locale):
    """Return a catalog."""
    from workflow.project import Project
    from workflow.stages.workspace import frozen_reading, open_catalog

    project = Project(root)
    return open_catalog(project, frozen_reading(project, release).release, locale)


def entry(root, begin, release=C, locale="es"):
    """Return the entry whose source begins so."""
    found = opened(root, release, locale).by_key.values()
    return next(e for e in found if e.msgid.startswith(begin))
