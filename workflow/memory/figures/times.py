"""Times of day: in the clock that the target uses."""

from __future__ import annotations

import re

from workflow.languages.forms import names_half, pads_hours
from workflow.memory.figures.digits import ascii_digits, in_digits, zero_of
from workflow.memory.figures.model import Model, Written

_VALUE = re.compile(r"(\d\d):(\d\d)\Z")


def write_time(model: Model) -> Written | None:
    """Write the wanted time as the one in the target is; None: no sure way."""
    values = [_VALUE.match(f.value) for f in (model.source, model.wanted)]
    text = model.target.text
    runs = list(re.finditer(r"\d+", text))
    if None in values or not 1 <= len(runs) <= 2:
        return None
    (hour, minute), (new_hour, new_minute) = (
        (int(v[1]), int(v[2])) for v in values if v is not None
    )
    shown = [int(ascii_digits(run[0])) for run in runs]
    made = _hour(shown[0], hour, new_hour, model, runs[0][0])
    if made is None:
        return None
    texts = [made]
    if len(runs) == 2:
        if shown[1] != minute:
            return None
        texts.append(f"{new_minute:02}")
    elif minute or new_minute:
        return None
    pieces = []
    end = 0
    for run, piece in zip(runs, texts, strict=True):
        pieces += [text[end : run.start()], in_digits(piece, zero_of(run[0]))]
        end = run.end()
    return Written("".join((*pieces, text[end:])))


def _hour(shown: int, hour: int, new: int, model: Model, run: str) -> str | None:
    """Return the new hour; None where another half of the day would be named."""
    is_half = shown != hour or names_half(model.target.text, model.locale)
    if is_half and (shown % 12 != hour % 12 or hour // 12 != new // 12):
        return None
    number = (new % 12 or 12) if is_half else new
    plain = ascii_digits(run)
    is_padded = plain.startswith("0") or (
        len(plain) == 2
        and re.search(r"\d[:.]\d", model.target.text) is not None
        and pads_hours(model.locale)
    )
    return f"{number:02}" if is_padded else str(number)
