"""Run the desk: gunicorn's workers, each with a few threads and its own connections."""

from __future__ import annotations

import atexit
import ctypes
import errno
import gc
import logging
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from web import create_app
from web.config import DeskConfig
from web.i18n import LANGUAGES, load
from workflow.errors import EnvironmentFault
from workflow.stages.desk import Desk
from workflow.stages.keeper import Keeper
from workflow.stages.sender import Sender
from workflow.stages.shelf import keep_in_memory

KEPT_BYTES = 5 * 1024 * 1024
"""Of catalogs and readings that each worker keeps parsed."""
THREADS = 4
_TRIM, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Options of mallopt(3)."""


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told by us instead of by a file."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def run(
    config: DeskConfig,
    *,
    bind: tuple[str, int],
    workers: int,
    ready: Callable[[str], None],
) -> None:
    """Serve until told to stop; `ready` is called with the address once it listens.

    Raises EnvironmentFault when the address is taken.
    """
    _check_free(*bind)
    app = create_app(config)
    desk: Desk = app.extensions["desk"]
    keeper, sender = Keeper(desk), Sender(desk)
    host = f"[{bind[0]}]" if ":" in bind[0] else bind[0]
    options: dict[str, Any] = {
        "bind": f"{host}:{bind[1]}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "preload_app": True,
        "keepalive": 15,
        "timeout": 60,
        "graceful_timeout": 10,
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112
        "loglevel": "warning",
        "proc_name": "readout",
        "forwarded_allow_ips": "",  # ProxyFix reads the headers, and only with --proxy
        "forwarder_headers": "",
        "when_ready": lambda _: ready(f"http://{host}:{bind[1]}"),
        "post_fork": lambda _server, worker: _forked(worker, desk, keeper, sender),
        "worker_exit": lambda _server, _worker: keeper.stop(),
        "control_socket_disable": True,
    }
    _warm(app)
    gc.collect()
    gc.freeze()
    server = _Server(app, {})
    known = server.cfg.settings
    server._options = {k: v for k, v in options.items() if k in known}
    server.load_config()
    _run(server)


def _warm(app: Flask) -> None:
    """Load once what all workers need: they share it while none writes to it.

    Nothing of the database stays open: a fork must not inherit that.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    for tag in LANGUAGES:
        load(tag)
    with app.test_client() as browser:
        browser.get("/sign-in")
        browser.get("/healthz")
    app.extensions["desk"].ledger.dispose()


def _run(server: _Server) -> None:
    """Run until told to stop; a worker, which is a fork, ends here and goes no further.

    Raises EnvironmentFault when the workers cannot start.
    """
    first = os.getpid()
    try:
        server.run()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(bool(left.code))
        if os.getpid() != first:
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        if code:
            raise EnvironmentFault(
                "the review desk could not start its workers; see the messages above"
            ) from left


def _forked(worker: Any, desk: Desk, keeper: Keeper, sender: Sender) -> None:
    """Set a worker up; the first one sees to what happened while the desk was down."""
    keep_in_memory(KEPT_BYTES)
    gc.set_threshold(20_000, 20, 50)
    _keep_memory_low()
    keeper.start()
    sender.ensure()
    if worker.age == 1:
        desk.index_in_background()


def _keep_memory_low() -> None:
    """Let the C library give memory back, and not keep a heap for every thread."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return  # not glibc
    for option, value in (
        (_ARENA_MAX, 1),
        (_MMAP_THRESHOLD, 131_072),
        (_TRIM, 131_072),
    ):
        mallopt(option, value)


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "is taken; choose another --port" if taken else str(error.strerror)
            raise EnvironmentFault(f"{host}:{port} {reason}") from error


def wsgi() -> Flask:
    """Return the desk for another WSGI server: `gunicorn 'web.server:wsgi()'`.

    The project is the folder in READOUT_PROJECT, or the one around the current folder.
    """
    from pathlib import Path

    from workflow.project import open_project

    keep_in_memory(KEPT_BYTES)
    root = open_project(Path(os.environ.get("READOUT_PROJECT", "."))).root
    proxied = os.environ.get("READOUT_PROXY", "") == "1"
    secure = os.environ.get("READOUT_HTTPS", "") == "1"
    app = create_app(DeskConfig(root, is_proxied=proxied, is_https=secure))
    keeper = Keeper(app.extensions["desk"])
    keeper.start()
    atexit.register(keeper.stop)
    sender = Sender(app.extensions["desk"])
    app.before_request(sender.ensure)  # in each worker, whenever that was forked
    return app
