"""What people see when something cannot be done: the same words as in the shell."""

from __future__ import annotations

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from web.api.problems import http_problem, problem, workflow_problem
from web.filters import desk
from web.said import tell
from workflow.errors import (
    CatalogError,
    ConflictError,
    EnvironmentFault,
    GateError,
    TargetError,
    UsageError,
    WorkflowError,
)

_STATUS: tuple[tuple[type[WorkflowError], int], ...] = (
    (ConflictError, 409),
    (TargetError, 422),
    (UsageError, 422),
    (CatalogError, 409),
    (GateError, 403),
    (EnvironmentFault, 503),
)


def status_of(error: WorkflowError) -> int:
    """Return the HTTP status that an error of the workflow has."""
    return next((code for kind, code in _STATUS if isinstance(error, kind)), 422)


def init_app(app: Flask) -> None:
    """Show errors as pages, or as JSON to scripts of our own."""
    app.register_error_handler(WorkflowError, _workflow)
    app.register_error_handler(HTTPException, _http)


def wants_json() -> bool:
    """Say whether the desk's own script asks."""
    return request.headers.get("X-Requested-With") == "desk"


def _is_api() -> bool:
    return request.path == "/api" or request.path.startswith("/api/")


def _workflow(error: WorkflowError) -> Response:
    if isinstance(error, EnvironmentFault):
        return _fault(error)
    if _is_api():
        return workflow_problem(error, str(desk().root))
    return answer(shown(error), status_of(error))


def shown(error: WorkflowError) -> str:
    """Return an error in words that do not tell where the project is on the server."""
    root = current_app.extensions["desk"].root
    return tell(error).replace(f"{root}/", "")


def _fault(error: EnvironmentFault) -> Response:
    """Log what is wrong with the machine; visitors are told only that something is."""
    current_app.logger.error("%s", str(error).replace("\n", " "))
    # Nobody can be looked up now, and who is not signed in need not know more.
    user = g.get("_login_user")
    is_database = error.message.startswith("database")
    if _is_api() or is_database or user is None or not user.is_authenticated:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
        said = _("The desk cannot work just now. Its log says why.")
        return problem(503, said) if _is_api() else answer(said, 503)
    return answer(shown(error), 503)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if _is_api() and code >= 400:
        return http_problem(error, request.method)
    if isinstance(error, CSRFError):
        return answer(
            _("This page is too old, or not ours. Reload it and try again."), 400
        )
    words = {
        401: _("Sign in first."),
        403: _("Your role does not allow this."),
        404: _("There is nothing at this address."),
        405: _("This address is for another kind of request."),
        413: _("The file is too big."),
        429: _("Too many attempts. Wait a quarter of an hour."),
        500: _("Something went wrong here. The log of the desk says what."),
    }
    if code < 400:
        return make_response(error.get_response())
    own = error.description if error.description != type(error).description else None
    made = answer(own or words.get(code) or error.description or str(error), code)
    allowed = error.get_response().headers.get("Allow") if code == 405 else None
    if allowed:
        made.headers["Allow"] = allowed
    return made


def answer(message: str, status: int, *, kept: str = "") -> Response:
    """Return an error as a page, or as JSON to scripts of our own.

    What somebody typed and could not save is given back to them as `kept`.
    """
    if wants_json():
        made = jsonify({"error": message})
    else:
        made = make_response(_page(message, status, kept))
    made.status_code = status
    return made


def _page(message: str, status: int, kept: str) -> str | Response:
    try:
        return render_template("error.html", message=message, status=status, kept=kept)
    except WorkflowError:  # readout.toml is broken, or the database is gone
        return Response(f"{message}\n", mimetype="text/plain")
