"""What the workflow says about acts of people, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "four-eyes": "{person} edited this text; somebody else must approve it",
    "approved-by-me": "{person} approved it already; {problem}",
    "one-more": "one more approver is needed: {problem}",
    "no-approver": "nobody has approved it",
    "two-for-a-draft": "two different people must approve a machine draft",
    "unknown-editor": (
        "its editor is unknown: save it under a name, or let two people approve"
    ),
    "own-text": "{person} approved text that {person} edited",
    "no-target": "there is no target yet",
    "nothing-to-return": "there is no target to return",
    "approved-already": "approved already",
    "approval-dropped": "its approval is dropped",
    "return-reason": "a return needs a reason",
    "placeholder": "placeholder {problem}",
    "placeholder-save": "placeholder {problem}; put it right and save again",
    "tag-missing": "{tag} is missing",
    "tag-foreign": "{tag} is not in the source",
    "tag-unopened": "{tag} closes what is not open",
    "tag-unclosed": "{tag} is not closed",
    "tag-twice": "{tag} stands twice",
    "tag-shape": "{tag} should be {shape}",
    "control": "control character {character} in the target",
    "bidi-control": "direction control character {character} in the target",
    "control-target": "the target holds a control character",
    "control-save": "the text holds the control character {character}; remove it",
    "conflict": "somebody changed this text meanwhile; read it and save again",
    "changed-meanwhile": "somebody changed it meanwhile",
    "no-undo": "there is nothing of yours to undo here",
    "unknown-before": "this act cannot be undone: how it was before is not known",
    "no-release": "there is no release {name!r}",
    "no-locale": "locale {name!r} is not in this project",
    "no-catalog": "no catalog yet; run 'readout extract {release}'",
    "not-read": "not read yet; run 'readout extract {release}'",
    "merge-conflict": "merge conflict left in the catalog; resolve it and run again",
    "source-changed": "the source changed; run 'readout extract {release}'",
    "no-account": "there is no account {name!r}",
    "no-date": "{text!r} is not a date; write 2026-12-31",
    "comment-empty": "a comment needs a text",
    "comment-long": "a comment may have {most} characters",
    "no-thread": "there is no such thread here",
    "pattern-length": "look for 1 to {most} characters",
    "pattern-bad": "not a regular expression: {reason}",
    "pattern-slow": (
        "this regular expression takes too long; avoid repeats inside of repeats, "
        "as in (a+)+"
    ),
    "replace-bad": "cannot replace by {text!r}: {reason}",
    "jobs-many": "{many} jobs run already; wait for one to end",
    "last-in-block": "{anchor} is the last segment of its block",
    "no-split": "{anchor} cannot be split there: both parts need text",
    "split-text": "{text!r} must stand exactly once in {anchor}",
    "no-segment": "there is no segment {anchor!r} in the release",
}
