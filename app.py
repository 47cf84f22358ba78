"""`demo` is the chat, for `gradio app.py`, for Spaces and to import; `python app.py` serves the page, and the chat at /chat."""

import os
import sys

from bot.cli.main import main, prepare_process

prepare_process(os.environ)  # Gradio reads the environment when it is imported

from bot.cli.program_commands import open_for_chat  # noqa: E402
from bot.ui.chat import build_chat  # noqa: E402
from bot.ui.gate.request_body import UPLOAD_LIMIT  # noqa: E402

demo = build_chat(open_for_chat)

if __name__ == "__main__":
    # `gradio app.py` runs this file to watch it, and a Space runs it to show what everybody expects there.
    # The chat alone asks for no password. So it is for this machine, whatever address Gradio's variables name; a Space is public.
    if {"GRADIO_WATCH_DIRS", "SPACE_ID"} & os.environ.keys():
        demo.launch(max_file_size=UPLOAD_LIMIT, server_name=None if "SPACE_ID" in os.environ else "127.0.0.1")
    else:
        sys.exit(main(["serve", *sys.argv[1:]]))
