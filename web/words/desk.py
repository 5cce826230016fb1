"""What the workflow says about acts of people, in the language of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "four-eyes": _l("%(person)s edited this text; somebody else must approve it."),
    "approved-by-me": _l("%(person)s approved it already: %(problem)s"),
    "one-more": _l("One more person must approve it: %(problem)s"),
    "no-approver": _l("nobody has approved it"),
    "two-for-a-draft": _l("two different people must approve a machine draft"),
    "unknown-editor": _l(
        "its editor is unknown: save it in your name, or let two people approve it"
    ),
    "own-text": _l("%(person)s approved text that %(person)s edited"),
    "no-target": _l("There is nothing to approve yet: the segment is empty."),
    "nothing-to-return": _l("There is nothing to return: the segment is empty."),
    "approved-already": _l("It is approved already."),
    "approval-dropped": _l("Its approval is dropped."),
    "return-reason": _l("Say in a few words why it is returned."),
    "placeholder": _l("Placeholder %(problem)s."),
    "placeholder-save": _l("Placeholder %(problem)s. Put it right and save again."),
    "tag-missing": _l("%(tag)s is missing"),
    "tag-foreign": _l("%(tag)s is not in the source"),
    "tag-unopened": _l("%(tag)s closes what is not open"),
    "tag-unclosed": _l("%(tag)s is not closed"),
    "tag-twice": _l("%(tag)s stands twice"),
    "tag-shape": _l("%(tag)s should be %(shape)s"),
    "control": _l("control character %(character)s in the text"),
    "bidi-control": _l("direction control character %(character)s in the text"),
    "control-target": _l("The text holds a control character."),
    "control-save": _l(
        "The text holds the control character %(character)s; remove it."
    ),
    "conflict": _l("Somebody changed this text meanwhile. Yours is not saved yet."),
    "changed-meanwhile": _l("Somebody changed it meanwhile."),
    "no-undo": _l("There is nothing of yours to undo here."),
    "unknown-before": _l("This cannot be undone: how it was before is not known."),
    "no-release": _l("There is no release “%(name)s”."),
    "no-locale": _l("This project has no language “%(name)s”."),
    "no-catalog": _l(
        "“%(release)s” has no catalog in this language yet. An editor can make it on "
        "the page of the release."
    ),
    "not-read": _l(
        "“%(release)s” is not read yet. An editor can read it on the page of the "
        "release."
    ),
    "merge-conflict": _l(
        "A merge conflict was left in the catalog. Somebody must resolve it in git."
    ),
    "source-changed": _l(
        "The source of “%(release)s” changed. Bring the catalogs up to date first."
    ),
    "no-account": _l("There is nobody called “%(name)s”."),
    "no-date": _l("“%(text)s” is not a date; write it as 2026-12-31."),
    "comment-empty": _l("A comment needs a text."),
    "comment-long": _l("A comment may have %(most)s characters."),
    "no-thread": _l("There is no such thread here."),
    "pattern-length": _l("Look for 1 to %(most)s characters."),
    "pattern-bad": _l("This is not a regular expression: %(reason)s"),
    "pattern-slow": _l(
        "This regular expression takes too long. Avoid repeats inside of repeats, as "
        "in (a+)+."
    ),
    "replace-bad": _l("Cannot replace by “%(text)s”: %(reason)s"),
    "jobs-many": _l("%(many)s jobs run already. Wait for one to end."),
    "last-in-block": _l("This is the last segment of its block: nothing to join with."),
    "no-split": _l("It cannot be split there: both parts need text."),
    "split-text": _l("“%(text)s” must stand exactly once in the segment."),
    "no-segment": _l("There is no such segment in the release."),
}
