"""The chat as Gradio serves it by itself: what a call may be, and who may come in."""

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.bilingual import Bilingual
from bot.models.files.own_folder import OwnFolder
from bot.ui.access.access_errors import PasswordMissing
from bot.ui.access.authorisation import is_loopback, require_guard
from bot.ui.access.failure_brake import FailureBrake
from bot.ui.access.password_file import PasswordFile
from bot.ui.gate.api_calls import ASKS, FOR_PROGRAMS, ApiCalls
from bot.ui.gate.paths import NOTHING, OF_CHAT_ALONE, within
from bot.ui.gate.refusal import Refusal, refuse
from bot.ui.gate.request_body import (
    UPLOAD_LIMIT,
    BodyCount,
    BodyRefused,
    HeldBytes,
    declared_too_large,
    replay,
    stream_upload,
    with_length,
)
from bot.ui.gate.strangers import OwnNames, refuse_foreign
from bot.ui.gate.told_errors import pass_on_stream
from bot.ui.gate.watched_calls import REQUEST_ID

_log = logging.getLogger("haeseol")
_CHOICE = "option_clicked"
_UNREADABLE = Bilingual(
    ko='이 호출은 읽을 수 없어요. 질문을 글자로, 또는 {"text": "...", "files": []}로 보내 주세요.',
    en='This call cannot be read. Send the question as a text, or as {"text": "...", "files": []}.',
)
_SIGN_IN = Bilingual(
    ko="이름은 아무거나, 비밀번호는 이 해설의 것으로.", en="Any name, and the password of this Haeseol."
)


class ReadableCalls(gradio.ChatInterface):
    """A chat that takes a plain text as a message without files, as chats without files do.

    It tells a caller in a sentence that a call of any of its functions, also of those that are for Gradio's front end, has the
    wrong shape; Gradio's own logs it, with all that it holds.
    """

    async def process_api(self, block_fn: Any, inputs: Any, *call: Any, **options: Any) -> dict[str, Any]:
        """Return what a call comes to. Raises gradio.Error, of which Gradio logs nothing."""
        try:
            return await super().process_api(block_fn, inputs, *call, **options)
        except gradio.Error as error:
            error.print_exception = False
            raise
        except Exception as error:
            request, name = options.get("request"), block_fn.api_name
            id = request.headers.get(REQUEST_ID, "-") if isinstance(request, gradio.Request) else "-"
            _log.warning("request %s: the chat's %s was refused with %s", id, name, type(error).__name__)
            raise gradio.Error(f"{_UNREADABLE.ko} {_UNREADABLE.en}", print_exception=False) from error

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *call: Any, **options: Any) -> Any:
        """Return the arguments as the function takes them. Raises ValueError where a question is none that can be read."""
        if block_fn.api_name == FOR_PROGRAMS and isinstance(inputs[0], str):
            inputs = [{"text": inputs[0], "files": []}, *inputs[1:]]
        taken = await super().preprocess_data(block_fn, inputs, *call, **options)
        if ASKS.fullmatch(block_fn.api_name or ""):
            return [self._read_message(taken[0]), *taken[1:]]
        return taken

    def _read_message(self, message: object) -> dict[str, Any]:
        """Return a message with the paths of its files. Raises ValueError: what the front end left for later may be anything."""
        if not isinstance(message, dict) or not isinstance(message.get("text"), str):
            raise ValueError
        # A question that is asked again has its files as the chat shows them.
        files = [file["path"] if isinstance(file, dict) else file for file in message["files"]]
        uploads = Path(self.GRADIO_CACHE).resolve()
        if not all(Path(file).resolve().is_relative_to(uploads) for file in files):
            raise ValueError
        return {"text": message["text"], "files": files}


def function_names(chat: gradio.Blocks) -> dict[int, str]:
    """Return how the functions of a chat are called, by Gradio's number; "" for one without a name.

    What the front end does by itself, such as giving up, is none of them; nor is a choice between options, of which our answers
    have none: what is chosen is taken as it comes, files of elsewhere and all.
    """
    named = {number: function.api_name or "" for number, function in chat.fns.items() if function.fn is not None}
    return {number: name for number, name in named.items() if not name.startswith(_CHOICE)}


class AloneGate:
    """ASGI middleware: what `bot.ui.security.Gate` asks of the chat beside the page, of the chat by itself.

    Other host names than `names` and pages of other origins are strangers, unless that is None: the chat is for everybody. Other
    paths than it needs are not there, files are those in `uploads` alone, only `functions` can be called, and bodies are counted
    as they come.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        uploads: OwnFolder,
        names: OwnNames | None,
        functions: Mapping[int, str],
        root_path: str = "",
    ) -> None:
        self.app = app
        self._root_path = root_path
        self._uploads = uploads  # which go with the last one who holds them
        self._names = names
        self._calls = ApiCalls({}, uploads.path)
        self._calls.know_chat(functions)
        self._held = HeldBytes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        refusal = None
        if scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is None and scope["method"] == "POST":
                refusal = await self._take_body(scope, receive, send)
                if refusal is None:
                    return
        await pass_on_stream(refusal or self.app, scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        stranger = self._names and (self._names.refuse_other(headers) or refuse_foreign(headers))
        if stranger:
            return stranger
        path = within(self._root_path, scope["path"])
        if not OF_CHAT_ALONE.fullmatch(path):
            return refuse(404, NOTHING)
        return self._calls.refuse_file(path) or declared_too_large(headers.get("content-length"))

    async def _take_body(self, scope: Scope, receive: Receive, send: Send) -> Refusal | None:
        path, count = within(self._root_path, scope["path"]).rstrip("/"), BodyCount(receive, self._held)
        try:
            if path == "/gradio_api/upload":
                return await stream_upload(self.app, scope, count, send)
            body = await count.read()
            if path.startswith("/gradio_api/"):  # also what is no call, such as giving one up
                body = self._calls.read_for_chat(path, body)
            await self.app(with_length(scope, len(body)), replay(body, receive), send)
            return None
        except BodyRefused as error:
            return error.refusal
        finally:
            count.forget()


def launch_alone(
    chat: gradio.ChatInterface,
    password: PasswordFile,
    host: str,
    *,
    port: int | None = None,
    root_path: str = "",
    origins: Sequence[str] = (),
    proxy_guards: bool = False,
    for_everybody: bool = False,
    brake: FailureBrake | None = None,
) -> None:
    """Serve the chat without the page at `host` until it is stopped; where there is a password it is asked for.

    `port` None leaves it to Gradio, which takes that of its own variable, or a free one; `root_path` is as in `Settings`.
    `origins` are further names of ours; `for_everybody` serves it to whoever comes. Raises PasswordMissing where others could
    come, are not meant to, and there is none, and NamesUnguarded where a proxy makes it known by names that are not this
    machine's and does not ask who comes; with `proxy_guards` it does.
    """
    if not (password.is_there or for_everybody):
        if not is_loopback(host):
            raise PasswordMissing(host=host)
        require_guard(origins, proxy_guards=proxy_guards)
    uploads = OwnFolder("uploads")
    os.environ["GRADIO_TEMP_DIR"] = str(uploads.path)
    for block in (chat, *chat.blocks.values()):
        block.GRADIO_CACHE = str(uploads.path)  # made when the chat was, which may be imported and never served
    names = None if for_everybody else OwnNames(host, origins)
    gate = Middleware(AloneGate, uploads=uploads, names=names, functions=function_names(chat), root_path=root_path)
    chat.launch(
        server_name=host,
        server_port=port,
        root_path=root_path or None,
        share=False,
        app_kwargs={"middleware": [gate]},
        max_file_size=UPLOAD_LIMIT,
        auth=_sign_in(password, brake or FailureBrake()) if password.is_there else None,
        auth_message=f"{_SIGN_IN.ko}<br>{_SIGN_IN.en}",
    )


def _sign_in(password: PasswordFile, brake: FailureBrake) -> Callable[[str, str], bool]:
    """Return what Gradio asks about a name and a password. It does not say who asks: after wrong tries all of them wait."""

    def fits(name: str, word: str) -> bool:
        if brake.begin("chat") > 0 or not password.fits(word):
            return False
        brake.succeeded("chat")
        return True

    return fits
