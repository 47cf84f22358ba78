"""The chat as Gradio serves it by itself: what a call may be, and who may come in."""

from collections.abc import Callable
from typing import Any

import gradio

from bot.bilingual import Bilingual
from bot.ui.access.access_errors import PasswordMissing
from bot.ui.access.authorisation import is_loopback
from bot.ui.access.failure_brake import FailureBrake
from bot.ui.access.password_file import PasswordFile
from bot.ui.gate.request_body import UPLOAD_LIMIT

_UNREADABLE = Bilingual(
    ko='이 호출은 읽을 수 없어요. 질문을 글자로, 또는 {"text": "...", "files": []}로 보내 주세요.',
    en='This call cannot be read. Send the question as a text, or as {"text": "...", "files": []}.',
)
_SIGN_IN = Bilingual(
    ko="이름은 아무거나, 비밀번호는 이 해설의 것으로.", en="Any name, and the password of this Haeseol."
)


class ReadableCalls(gradio.ChatInterface):
    """A chat that takes a plain text as a message without files, as chats without files do.

    It tells a caller in a sentence that a call has the wrong shape; Gradio's own logs it, with all that it holds.
    """

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *call: Any, **options: Any) -> Any:
        """Return the arguments as the endpoint takes them. Raises gradio.Error, which nobody logs."""
        try:
            if block_fn.api_name == "chat":
                if inputs[0] is None:  # which Gradio passes on, and then cannot read
                    raise ValueError
                if isinstance(inputs[0], str):
                    inputs = [{"text": inputs[0], "files": []}, *inputs[1:]]
            return await super().preprocess_data(block_fn, inputs, *call, **options)
        except gradio.Error:
            raise
        except Exception as error:
            raise gradio.Error(f"{_UNREADABLE.ko} {_UNREADABLE.en}", print_exception=False) from error


def launch_alone(
    chat: gradio.ChatInterface,
    password: PasswordFile,
    host: str,
    *,
    for_everybody: bool = False,
    brake: FailureBrake | None = None,
) -> None:
    """Serve the chat without the page at `host` until it is stopped; where there is a password it is asked for.

    `for_everybody` serves it to whoever comes. Raises PasswordMissing where others could come, are not meant to, and there is
    none.
    """
    if not (password.is_there or is_loopback(host) or for_everybody):
        raise PasswordMissing(host=host)
    chat.launch(
        server_name=host,
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
