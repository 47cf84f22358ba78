"""Gradio without the stubs that it writes for editors, which are two fifths of the time that its import takes.

Whenever it is imported, Gradio parses the source of each of its components and writes a `.pyi` file beside it, into the installed
package: two seconds of a core of nearly five, and two processes that start at once write the same files. Nobody edits them here.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE, _WRITER = "gradio.component_meta", "create_or_modify_pyi"


class _WithoutWriter(Loader):
    """Loads the module as its own loader does, and takes its writer of stubs out where it has one."""

    def __init__(self, own: Loader) -> None:
        self._own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return what the module's own loader makes."""
        return self._own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
        self._own.exec_module(module)
        if hasattr(module, _WRITER):
            setattr(module, _WRITER, lambda *_: None)


class _Finder(MetaPathFinder):
    """Finds the one module that writes stubs, and leaves all others to those behind it."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return where the module is, None for any other."""
        spec = PathFinder.find_spec(name, path, target) if name == _MODULE else None
        if spec is not None and spec.loader is not None:
            spec.loader = _WithoutWriter(spec.loader)
        return spec


def leave_out_stubs() -> None:
    """Have Gradio imported without them from now on; where it has been imported already, nothing changes."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
