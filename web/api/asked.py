"""What a call of the API asks for: numbers in its address, members of its body."""

from __future__ import annotations

import json
from typing import Any

from flask import request

from web.api.access import RefusedError


def whole(name: str, default: int, highest: int) -> int:
    """Return a number of the query string; refuses what is none."""
    text = request.args.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or not int(text[:9]) <= highest:
        raise RefusedError(400, f"{name} must be a number up to {highest}")
    return int(text[:9])


def body_of(required: dict[str, type], optional: dict[str, type]) -> dict[str, Any]:
    """Return the JSON object that was sent; refuses what does not fit."""
    try:
        found = json.loads(request.get_data() or b"null")
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, f"the body is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise RefusedError(422, "the body must be a JSON object")
    for name, kind in required.items():
        if not isinstance(found.get(name), kind):
            raise RefusedError(422, f"{name!r} must be a string")
    for name, value in found.items():
        wanted = required.get(name) or optional.get(name)
        if wanted is None:
            known = ", ".join((*required, *optional))
            raise RefusedError(422, f"unknown member {name!r}; known: {known}")
        if not isinstance(value, wanted):
            raise RefusedError(422, f"{name!r} must be a string")
    return found
