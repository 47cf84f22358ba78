"""Gradio is imported without the files that it writes for editors, and is otherwise what it is."""

import inspect
import sys

import pytest

from bot.ui.gradio_stubs import leave_out_stubs

pytestmark = pytest.mark.slow


def test_no_stubs_are_written_and_components_have_their_events() -> None:
    import gradio
    from gradio import component_meta

    assert component_meta.create_or_modify_pyi.__module__ == "bot.ui.gradio_stubs"
    # Where Gradio no longer has it, nothing is left to take out.
    assert "def create_or_modify_pyi(" in inspect.getsource(component_meta)
    assert callable(gradio.Textbox.submit)


def test_who_asks_twice_gets_it_once() -> None:
    before = list(sys.meta_path)
    leave_out_stubs()
    assert sys.meta_path == before
