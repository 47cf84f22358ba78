"""`demo` is the chat, for `gradio app.py`, for Spaces and to import; `python app.py` serves the page, and the chat at /chat."""

import os
import sys

from bot.cli.main import main, prepare_process

prepare_process(os.environ)  # Gradio reads the environment when it is imported

from bot.cli.program_commands import open_for_chat, serve_chat  # noqa: E402
from bot.ui.chat import build_chat  # noqa: E402

demo = build_chat(open_for_chat)

if __name__ == "__main__":
    # `gradio app.py` runs this file to watch it, and a Space runs it to show what everybody expects there.
    alone = {"GRADIO_WATCH_DIRS", "SPACE_ID"} & os.environ.keys()
    sys.exit(serve_chat(demo) if alone else main(["serve", *sys.argv[1:]]))
