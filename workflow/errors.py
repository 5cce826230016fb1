"""Everything that can go wrong for a user, with the exit code it leads to."""

from __future__ import annotations

from pathlib import Path

EXIT_OK = 0
EXIT_GATE = 1
EXIT_USAGE = 2
EXIT_INPUT = 3
EXIT_ENVIRONMENT = 4
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141


class WorkflowError(Exception):
    """Something a person can put right; the message says what, where and how."""

    exit_code = EXIT_INPUT

    def __init__(
        self, message: str, *, path: Path | str | None = None, line: int | None = None
    ) -> None:
        """Keep `path` and `line` apart so that every edge can show them its own way."""
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        """Say `path:line: message`, with what is known."""
        where = "" if self.path is None else f"{self.path}:"
        if self.path is not None and self.line is not None:
            where += f"{self.line}:"
        return f"{where} {self.message}" if where else self.message


class ProjectError(WorkflowError):
    """The project or its readout.toml is missing or broken."""


class SourceError(WorkflowError):
    """A release cannot be read."""


class CatalogError(WorkflowError):
    """A catalog cannot be read or written."""


class GlossaryError(WorkflowError):
    """A glossary, or a file to take into it, cannot be read."""


class MemoryFileError(WorkflowError):
    """A translation memory file cannot be read."""


class TargetError(WorkflowError):
    """A text cannot be a target: a placeholder is broken, a character forbidden."""


class ConflictError(WorkflowError):
    """Somebody changed the entry since it was read; holds what it is now."""

    def __init__(self, message: str, target: str, version: str) -> None:
        """Keep the target and the version that the entry has now."""
        super().__init__(message)
        self.target = target
        self.version = version


class UsageError(WorkflowError):
    """The call asks for something that does not exist, such as an unknown locale."""

    exit_code = EXIT_USAGE


class GateError(WorkflowError):
    """Policy refuses: an approval, or the publication of an edition."""

    exit_code = EXIT_GATE


class EngineError(WorkflowError):
    """A machine translation engine is missing or failed."""

    exit_code = EXIT_ENVIRONMENT


class GitError(WorkflowError):
    """git is missing, or refused; what was to be committed is safe in the files."""

    exit_code = EXIT_ENVIRONMENT


class EnvironmentFault(WorkflowError):  # noqa: N818 (EnvironmentError is a builtin)
    """The machine refuses: disk full, read-only folder, missing program."""

    exit_code = EXIT_ENVIRONMENT
