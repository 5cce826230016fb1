"""Apertium: rule-based translation by the system's own program and language pairs.

Texts go in as Apertium's stream format: markup travels beside the words, attached to
them, so that it is never translated and follows the words that it belongs to.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from workflow.engines.base import Availability, locale_parts
from workflow.engines.mask import MARK
from workflow.errors import EngineError

_END = ".[]"
"""A full stop that belongs to nobody, so that the last word is analysed as last."""

_SECONDS = 60
_SECONDS_PER_TEXT = 1
_NEW_WORDS = 3
_RESERVED = re.compile(r"[\\\[\]{}<>^$/@]")
_PART = re.compile(
    r"\\(?P<escaped>.)|\[\[(?P<bound>[^\]]*)\]\]|\[(?P<mark>[^\[\]]*)\]"
    r"|(?P<text>[^\\\[]+|.)",
    re.DOTALL,
)
_UNKNOWN = re.compile(r"(?<!\w)[*#@](?=\w)")
_LOOSE = re.compile(r"\s+([,.;:!?])(?=\s|\Z)")
_SPACE = re.compile(r"(?P<before>\s*)(?P<text>.*?)(?P<after>\s*)\Z", re.DOTALL)

_CODES = (
    "af:afr an:arg ar:ara ast:ast be:bel bg:bul bn:ben br:bre "
    "bs:bos ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng "
    "eo:epo es:spa et:est eu:eus fa:fas fi:fin fo:fao fr:fra "  # codespell:ignore fo
    "ga:gle gl:glg gu:guj he:heb hi:hin hr:hrv hu:hun hy:hye "
    "id:ind is:isl it:ita ka:kat kk:kaz ko:kor ky:kir lt:lit "
    "lv:lav mk:mkd ml:mal mr:mar ms:msa mt:mlt nb:nob ne:nep "
    "nl:nld nn:nno oc:oci pa:pan pl:pol pt:por ro:ron ru:rus "
    "sc:srd scn:scn se:sme sk:slk sl:slv sq:sqi sr:srp sv:swe "  # codespell:ignore sme
    "sw:swa ta:tam te:tel tg:tgk tr:tur tt:tat uk:ukr ur:urd "  # codespell:ignore te
    "uz:uzb vi:vie zh:zho "  # codespell:ignore vie
)
_ALPHA3 = dict(pair.split(":") for pair in _CODES.split())


class ApertiumEngine:
    """The language pairs of the `apertium` program, one process for each batch."""

    name = "apertium"
    keeps_pairs = True

    def availability(self, source: str, target: str) -> Availability:
        """Say which mode does the pair, or what to install."""
        program = shutil.which("apertium")
        if program is None:
            return Availability(
                False,
                reason="the apertium program is not installed: "
                "apt install apertium apertium-eng-spa",
            )
        if mode := _mode(source, target, _modes(program)):
            return Availability(True, f"mt:apertium/{mode}")
        first, second = (
            _ALPHA3.get(locale_parts(tag)[0], tag) for tag in (source, target)
        )
        return Availability(
            False,
            reason=f"Apertium has no {source} → {target} here; look for it with "
            f"apt-cache search '^apertium.*({first}|{second})'",
        )

    def translate(
        self, texts: Sequence[str], source: str, target: str
    ) -> list[str | None]:
        """Translate `texts` in one process that keeps them apart."""
        available = self.availability(source, target)
        if not available.ok:
            raise EngineError(available.reason)
        mode = available.origin.removeprefix("mt:apertium/")
        results: list[str | None] = [None] * len(texts)
        known = [i for i, text in enumerate(texts) if text.strip()]
        answers = _run([to_stream(texts[i]) for i in known], mode)
        for index, answer in zip(known, answers, strict=True):
            if answer is not None:
                results[index] = _clean(from_stream(answer), texts[index]) or None
        return results


def apertium_codes(tag: str) -> tuple[str, ...]:
    """Return Apertium's codes for a locale, best first.

    >>> apertium_codes("pt-BR")
    ('por_BR', 'pt_BR', 'por', 'pt')
    """
    language, _, territory = locale_parts(tag)
    bare = tuple(dict.fromkeys((_ALPHA3.get(language, language), language)))
    return (*(f"{code}_{territory}" for code in bare if territory), *bare)


def _mode(source: str, target: str, modes: frozenset[str]) -> str | None:
    names = (f"{a}-{b}" for b in apertium_codes(target) for a in apertium_codes(source))
    return next((name for name in names if name in modes), None)


@lru_cache(maxsize=4)
def _modes(program: str) -> frozenset[str]:
    try:
        listing = subprocess.run(
            [program, "-l"], capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"apertium -l does not work: {error}") from error
    return frozenset(listing.stdout.decode("utf-8", "replace").split())


def _run(streams: Sequence[str], mode: str) -> list[str | None]:
    """Return the answer to each stream; halve a batch whose answers do not add up."""
    if not streams:
        return []
    seconds = _SECONDS + _SECONDS_PER_TEXT * len(streams)
    command = ["apertium", "-z", "-u", "-f", "none", mode]
    try:
        code, output = _pipe(command, "".join(s + "\0" for s in streams), seconds)
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"apertium {mode} gave no answer in time") from error
    except OSError as error:
        raise EngineError(f"apertium {mode} cannot be run: {error}") from error
    answers = output.split("\0")
    if code == 0 and _add_up(answers, len(streams)):
        return list(answers[: len(streams)])
    if len(streams) == 1:
        return [None]
    middle = len(streams) // 2
    return _run(streams[:middle], mode) + _run(streams[middle:], mode)


def _pipe(command: list[str], text: str, seconds: float) -> tuple[int, str]:
    """Run `command` on `text`; all its processes end with it, whatever happens."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(text.encode(), timeout=seconds)
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, output.decode("utf-8", "replace")


def _add_up(answers: Sequence[str], count: int) -> bool:
    """Say whether every text came back by itself; the pipe adds empty ones at the end.

    Each must hold its own end once: a lost separator would join two texts.
    """
    ends = [answer.count(_END) for answer in answers]
    return ends[:count] == [1] * count and not any(a.strip() for a in answers[count:])


def to_stream(text: str) -> str:
    r"""Return `text` in Apertium's stream format, its marks as blanks.

    >>> to_stream("a <a1/>red house<z1/> [x]<x2/>")
    'a [[t:a:1]]red house[[/]] \\[x\\][<x2/>].[]'
    """
    text = " ".join(text.replace("\0", " ").split())
    bound = _bound_pairs(text)
    pieces = MARK.split(text)
    marks = MARK.findall(text)
    result = ""
    inside: list[str] = []
    for index, piece in enumerate(pieces):
        result += _bind(_RESERVED.sub(r"\\\g<0>", piece), inside)
        if index == len(marks):
            break
        kind, number = marks[index][1], marks[index][2:-2]
        if number not in bound or kind == "x":
            result += f"[{marks[index]}]"
        elif kind == "a":
            inside.append(number)
        else:
            inside = [other for other in inside if other != number]
    return result + _END


def _bound_pairs(text: str) -> set[str]:
    """Return the numbers of the pairs that enclose words and pairs only."""
    found = set()
    for match in re.finditer(r"<a([0-9]+)/>(.*?)<z\1/>", text, re.DOTALL):
        inner = match[2]
        if (
            "<x" not in inner
            and all(
                any(c.isalnum() for c in piece) or not piece.strip()
                for piece in MARK.split(inner)
            )
            and any(c.isalnum() for c in MARK.sub("", inner))
        ):
            found.add(match[1])
    return found


def _bind(piece: str, inside: list[str]) -> str:
    if not inside or not (space := _SPACE.match(piece)) or not space["text"]:
        return piece
    names = "; ".join(f"t:a:{number}" for number in inside)
    return f"{space['before']}[[{names}]]{space['text']}[[/]]{space['after']}"


def from_stream(stream: str) -> str:
    r"""Return the text of a stream, with the marks of words that stand together.

    >>> from_stream("La [[t:a:1]]casa[[/]] [[t:a:1]]roja[[/]] \\[x\\][<x2/>].[]")
    'La <a1/>casa roja<z1/> [x]<x2/>'
    """
    stream = stream.strip().removesuffix(_END)
    result = waiting = ""
    inside: list[str] = []
    for part in _PART.finditer(stream):
        bound = part["bound"]
        if bound is None:
            waiting += part["escaped"] or part["mark"] or part["text"] or ""
        elif bound == "/":
            result, waiting = result + waiting, ""
        else:
            wanted = re.findall(r"t:a:([0-9]+)", bound)
            result, inside = _change(result, inside, wanted, waiting), wanted
            waiting = ""
    return _change(result, inside, [], waiting).strip()


def _change(result: str, inside: list[str], wanted: list[str], between: str) -> str:
    """Close and open pairs; a few new words (`Consejo de Seguridad`) stay within."""
    close = len(between.split()) <= _NEW_WORDS and not MARK.search(between)
    stay = [number for number in inside if number in wanted and close]
    closed = "".join(f"<z{n}/>" for n in reversed(inside) if n not in stay)
    opened = "".join(f"<a{n}/>" for n in wanted if n not in stay)
    return result + closed + between + opened


def _clean(text: str, source: str) -> str:
    """Repair what Apertium leaves: marks of unknown words, spaces, a capital."""
    if not re.search("[*#@]", source):
        text = _UNKNOWN.sub("", text)
    text = " ".join(text.split())
    if not _LOOSE.search(source):
        text = _LOOSE.sub(r"\1", text)
    if source[:1] in ('"', "“", "«", "(", "'"):
        text = text[:1] + text[1:].lstrip()
    return _lower_second(text, source)


def _lower_second(text: str, source: str) -> str:
    """Undo the capital that a name at the start passes on (`Xi Expressed`)."""
    ours, theirs = _two_words(source), _two_words(text)
    if len(ours) < 2 or len(theirs) < 2 or ours[0][0] != theirs[0][0]:
        return text
    word, start = theirs[1]
    known = word in (w for w in re.findall(r"\w+", source))
    if ours[1][0].islower() and word.istitle() and not known:
        return text[:start] + word[0].lower() + text[start + 1 :]
    return text


def _two_words(text: str) -> list[tuple[str, int]]:
    bare = MARK.sub(lambda m: " " * len(m[0]), text)
    return [(m[0], m.start()) for m in islice(re.finditer(r"\w+", bare), 2)]
