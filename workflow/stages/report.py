"""What a stage says when it is done: what worked, what did not, and how bad it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from workflow.errors import (
    EXIT_ENVIRONMENT,
    EXIT_GATE,
    EXIT_INPUT,
    EXIT_OK,
    EnvironmentFault,
    WorkflowError,
)
from workflow.files import environment_fault

_WORST_FIRST = (EXIT_ENVIRONMENT, EXIT_INPUT, EXIT_GATE)


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that could not be done; the others were."""

    message: str
    exit_code: int


def worst(codes: Iterable[int]) -> int:
    """Return the exit code of a run: environment, then input, then the gate."""
    found = set(codes)
    return next((code for code in _WORST_FIRST if code in found), EXIT_OK)


@dataclass
class Failures:
    """Collects failures while a batch goes on."""

    found: list[Failure] = field(default_factory=list)

    def add(self, error: WorkflowError) -> None:
        """Keep an error; a wrong call becomes a problem of the input."""
        code = error.exit_code
        self.found.append(Failure(str(error), max(code, EXIT_INPUT)))

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Keep what goes wrong with one item, and let the batch go on.

        What the machine refuses (disk full, read-only) it would refuse the next item
        too: that ends the batch.
        """
        try:
            yield
        except EnvironmentFault:
            raise
        except WorkflowError as error:
            self.add(error)
        except OSError as error:
            raise environment_fault(error, error.filename or ".") from error

    @property
    def exit_code(self) -> int:
        """The exit code that the failures lead to."""
        return worst(failure.exit_code for failure in self.found)
