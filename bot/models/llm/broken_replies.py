"""How a reply that never came, or broke off, is told from a whole one, and whose fault that is, whoever's package asks."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk

_SILENCE = {"TimeoutError", "TimeoutException", "APITimeoutError"}
# As LangChain names those that it asks in OpenAI's protocol, and in what it tells the end of a reply: of chat completions, and of
# responses.
_OPENAI_PROTOCOL = ("openai:", "deepseek:")
_ENDS = frozenset({"finish_reason", "status"})
# Too slow in coming, and too many: of the 400s these are what a server says of itself.
_OF_SERVER = frozenset({408, 429})


def is_silence(error: BaseException) -> bool:
    """Return whether nothing came in time, however deep whoever speaks to the model has wrapped that.

    By the names of the errors: each provider's package has HTTP libraries of its own choice.
    """
    cause: BaseException | None = error
    while cause is not None:
        if {kind.__name__ for kind in type(cause).__mro__} & _SILENCE:
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def is_requests_fault(error: Exception) -> bool:
    """Return whether a server has answered that the request is wrong (a status of 400 to 499): it would be at any other."""
    response = getattr(error, "response", None)
    # What goes wrong in a stream, after its status of 200, is told with a code of the same meaning.
    told = (getattr(error, "status_code", None), getattr(response, "status_code", None), getattr(error, "code", None))
    status = next((int(each) for each in map(str, told) if each.isdecimal()), 0)
    return 400 <= status < 500 and status not in _OF_SERVER


def says_its_end(model: str) -> bool:
    """Return whether `provider:model`, as LangChain knows it, tells with the last piece of each reply why it ended.

    A stream without that was cut off. HTTP alone does not show it: without lengths a reply ends as the connection closes.
    """
    return model.startswith(_OPENAI_PROTOCOL)


def is_end(piece: "AIMessageChunk") -> bool:
    """Return whether a piece of a stream tells why the reply ended."""
    return not _ENDS.isdisjoint(piece.response_metadata)
