"""A TOML file that is read strictly, with a suggestion for every slip."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from workflow.errors import ProjectError, UsageError


class Table:
    """One TOML file, with errors that name the line."""

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        """Read the file, or take its `data`; raises ProjectError."""
        self.path = path
        try:
            self.text = (path.read_bytes() if data is None else data).decode(
                "utf-8-sig"
            )
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except UnicodeDecodeError as error:
            raise ProjectError("is not UTF-8; save it as UTF-8", path=path) from error
        except OSError as error:
            raise ProjectError(f"cannot read: {error.strerror}", path=path) from error
        except tomllib.TOMLDecodeError as error:
            match = re.search(r"\(at line (\d+), column \d+\)", str(error))
            reason = re.sub(r" \(at .*\)", "", str(error))
            line = int(match[1]) if match else None
            raise ProjectError(
                f"not valid TOML: {reason}", path=path, line=line
            ) from error

    def fail(self, key: str, message: str) -> ProjectError:
        """Return the error about `key`, with the line where it stands."""
        name = re.escape(key.rsplit(".", 1)[-1])
        pattern = re.compile(rf"^\s*(\[\[?\s*)?[\"']?([\w.-]+\.)?{name}[\"']?\s*[=\].]")
        numbers = (
            n for n, t in enumerate(self.text.splitlines(), 1) if pattern.match(t)
        )
        return ProjectError(message, path=self.path, line=next(numbers, None))

    def refuse_unknown(self, known: Mapping[str, Any]) -> None:
        """Raise ProjectError for a key that is not in `known`, with the nearest.

        What is None in `known` is a table with names of its own.
        """
        self._refuse(self.data, known, "")

    def _refuse(
        self, found: Mapping[str, Any], known: Mapping[str, Any], at: str
    ) -> None:
        for key, value in found.items():
            name = f"{at}{key}"
            if key not in known:
                near = get_close_matches(key, list(known), n=1, cutoff=0.5)
                hint = (
                    f"did you mean {at + near[0]!r}?"
                    if near
                    else f"known here: {', '.join(sorted(known))}"
                )
                raise self.fail(name, f"unknown key {name!r}; {hint}")
            if isinstance(known[key], dict):
                if not isinstance(value, dict):
                    raise self.fail(name, f"{name!r} must be a table: [{name}]")
                self._refuse(value, known[key], f"{name}.")

    def get(self, name: str, convert: Callable[[Any], Any], default: Any) -> Any:
        """Return the converted value of a dotted `name`, or `default`."""
        value: Any = self.data
        for key in name.split("."):
            if not isinstance(value, dict) or key not in value:
                return default
            value = value[key]
        try:
            return convert(value)
        except UsageError as error:
            raise self.fail(name, f"{name}: {error.message}") from error
        except (TypeError, ValueError) as error:
            raise self.fail(name, f"{name}: {error}") from error
