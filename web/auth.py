"""Sign in: by password, by a link that works once, or at a provider."""

from __future__ import annotations

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from web import known, oidc
from web.filters import desk
from web.i18n import LANGUAGES
from web.security import local_path, signed_in
from workflow.errors import UsageError
from workflow.ledger import accounts, audit, sessions
from workflow.ledger.accounts import Account
from workflow.model.people import Person

bp = Blueprint("auth", __name__)
_PASSWORD_LINKS = ("invite", "reset")


class SignedIn(UserMixin):  # type: ignore[misc]
    """A browser that is signed in."""

    def __init__(self, account: Account, secret: str) -> None:
        """Keep the account and the secret of its session."""
        self.account = account
        self.secret = secret

    @property
    def person(self) -> Person:
        """What the account may do."""
        return self.account.person

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.secret


def _load(secret: str) -> SignedIn | None:
    ledger = desk().ledger
    with ledger.read() as connection:
        found = sessions.find_session(connection, secret)
    if found is None:
        return None
    if found[1]:
        with ledger.write() as connection:
            sessions.touch_session(connection, secret)
    return SignedIn(found[0], secret)


@bp.record_once
def _set_up(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]
    manager = LoginManager()
    manager.session_protection = None  # the session in the ledger decides
    manager.user_loader(_load)
    manager.init_app(app)

    @manager.unauthorized_handler  # type: ignore[untyped-decorator]
    def unauthorized() -> AnyResponse:
        if request.headers.get("X-Requested-With") == "desk":
            abort(401)
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("auth.sign_in", next=target))

    oidc.set_up(app, desk_of=lambda: app.extensions["desk"])


def start(account: Account, how: str) -> None:
    """Sign an account in on this browser; what its cookie held before is dropped."""
    language = session.get("language")
    before = current_user.secret if current_user.is_authenticated else None
    session.clear()
    if language:
        session["language"] = language
    address = request.remote_addr or ""
    with desk().ledger.write() as connection:
        if before is not None:
            sessions.end_session(connection, before)
        secret = sessions.start_session(
            connection,
            account.id,
            agent=request.headers.get("User-Agent", ""),
            address=address,
        )
        audit.note(connection, account.name, "signed in", how, address=address)
    login_user(SignedIn(account, secret))


@bp.get("/sign-in")
def sign_in() -> AnyResponse | str:
    """Show the form."""
    target = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target or url_for("board.home"))
    return _form(target)


def _form(target: str | None, name: str = "") -> str:
    return render_template(
        "sign_in.html", next=target, name=name, provider=oidc.provider_name()
    )


@bp.post("/sign-in")
def sign_in_post() -> AnyResponse | str | tuple[str, int]:
    """Check name and password; the answer never says which of them is wrong."""
    name = request.form.get("name", "").strip()
    password = request.form.get("password", "")
    address = request.remote_addr or ""
    target = local_path(request.form.get("next"))
    browser = known.browser_of(name)
    ledger = desk().ledger
    with ledger.read() as connection:
        if audit.is_limited(connection, name, address, browser):
            abort(429)
    account = accounts.check_password(ledger, name, password)
    if account is None:
        with ledger.write() as connection:
            audit.note_failed(connection, name, address, browser)
        flash(_("Name or password is wrong."), "error")
        return _form(target, name), 422
    start(account, "password")
    return known.remember(
        redirect(target or url_for("board.home"), 303), account.name, browser
    )


@bp.post("/sign-out")
@signed_in
def sign_out() -> AnyResponse:
    """End the session of this browser."""
    with desk().ledger.write() as connection:
        sessions.end_session(connection, current_user.secret)
        audit.note(connection, current_user.person.name, "signed out")
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"), 303)


def _gone() -> Response:
    return abort(
        404, _("This link was used already, or is too old. Ask for another one.")
    )


def _is_only_a_look() -> bool:
    """Whether something looks at the link before a person does, such as a preview."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get(
        "Purpose", ""
    )
    return request.method == "HEAD" or "prefetch" in purpose


@bp.get("/welcome/<secret>")
def welcome(secret: str) -> AnyResponse | str | tuple[str, int]:
    """Use a link: one to sign in works at once, others ask for a password.

    An invitation is used up by the form alone: what reads mail opens links too.
    """
    if _is_only_a_look():
        return "", 204
    with desk().ledger.write() as connection:
        account = accounts.use_invitation(connection, secret, ("signin",))
        invited = accounts.find_invitation(connection, secret, _PASSWORD_LINKS)
    if account is not None:
        start(account, "one-time link")
        return redirect(url_for("board.home"), 303)
    if invited is None:
        return _gone()
    return render_template("welcome.html", account=invited, secret=secret)


@bp.post("/welcome/<secret>")
def welcome_post(secret: str) -> AnyResponse | tuple[str, int]:
    """Set the password of an invited account, and sign it in."""
    ledger = desk().ledger
    with ledger.read() as connection:
        account = accounts.find_invitation(connection, secret, _PASSWORD_LINKS)
    if account is None:
        return _gone()
    try:
        if request.form.get("password") != request.form.get("again"):
            raise UsageError(_("the two passwords differ"))
        used = accounts.accept_invitation(ledger, secret, request.form["password"])
        if used is None:
            return _gone()  # somebody was faster
        with ledger.write() as connection:
            audit.note(connection, account.name, "password set", "by a link")
    except UsageError as error:
        flash(error.message, "error")
        page = render_template("welcome.html", account=account, secret=secret)
        return page, 422
    start(account, "invitation")
    return known.remember(redirect(url_for("board.home"), 303), account.name)


@bp.post("/language")
def set_language() -> AnyResponse:
    """Change the language of the desk."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            with desk().ledger.write() as connection:
                accounts.set_language(connection, current_user.account.id, chosen)
    return redirect(local_path(request.form.get("next")) or url_for("board.home"), 303)


@bp.get("/healthz")
def health() -> Response:
    """Say that the process answers and its database is there."""
    with desk().ledger.read() as connection:
        accounts.count_accounts(connection)
    return Response("ok\n", mimetype="text/plain")
