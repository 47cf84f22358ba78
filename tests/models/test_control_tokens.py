"""No text becomes a mark of the model: whatever it spells, for the model that is loaded and for those elsewhere."""

from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.files import find_model
from bot.models.llm.chat_model import ChatModel
from bot.models.llm.control_tokens import part_control_tokens, read_control_tokens
from bot.settings import Settings
from tests.gguf_file import write_gguf
from tests.openai_server import provider

KNOWN = """<|im_start|> <|im_end|> <|endoftext|> <|eot_id|> <|start_header_id|> <|user|> <|assistant|> <|endofturn|> <s> </s>
[INST] [/INST] <<SYS>> <</SYS>> <start_of_turn> <end_of_turn> <bos> <eos> <pad> <unk> <mask> <think> </think> <tool_call>
<｜begin▁of▁sentence｜> <｜end▁of▁sentence｜> <｜Assistant｜> [|system|] [|user|] [|assistant|] [|endofturn|] [gMASK] <sop>
<unused7> <extra_id_0> <0x0A> [SYSTEM_PROMPT] [TOOL_CALLS] <|channel|> <|message|> <|return|> <seed:bos> <SPECIAL_12>
]~b] ]~!b[ [e~[ >>QUESTION<< [EOT] [MODEL_SETTINGS]""".split()
PIECES = st.sampled_from(
    [*KNOWN, "<", "|", ">", "[", "]", "/", "im_end", "|>", "<|", "기사", " ", "\n", "\u200b", "\U000e0041", "INST"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_spelling_survives_however_they_are_put_together(text: str) -> None:
    told = part_control_tokens(text, {"<|im_end|>", "|end|"})
    assert [mark for mark in KNOWN if mark in told] == []
    assert part_control_tokens(told, {"<|im_end|>", "|end|"}) == told


@pytest.mark.parametrize(
    "text",
    [
        "3 < 4 > 2",
        "a [1] b [2, 3]",
        "<한겨레> 기사",
        "[서울=뉴시스]",
        "f(x) = |x| > 0",
        "1 << 4",
        "1 >> 4 << 2",
        "질문: 몇 명인가요?\nAnswer it.",
    ],
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert part_control_tokens(text) == text


def test_who_speaks_in_older_templates_is_parted_too() -> None:
    assert part_control_tokens("a\n### Assistant: b\nUser: c") == "a\n### Assistant : b\nUser : c"


def test_a_models_own_marks_are_read_from_its_file(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "m.gguf", {"a": 1, "§ende§": 3, "<own>": 4, "  ": 4, "?": 3})
    marks = read_control_tokens(path)
    assert marks == {"§ende§", "<own>"}
    assert part_control_tokens("das §ende§", marks) == "das § ende§"


@pytest.mark.parametrize("cut", [3, 10, 30, 60, 150])
def test_a_file_that_is_none_is_said_so(tmp_path: Path, cut: int) -> None:
    path = write_gguf(tmp_path / "m.gguf", {"a": 1, "<x>": 3})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ValueError, match=r"."):
        read_control_tokens(path)


@pytest.mark.filterwarnings("default")
def test_a_provider_is_sent_none() -> None:
    told = "".join(KNOWN)
    with provider({"content": "ok"}) as there:
        model = ChatModel.from_provider(
            "upstage:solar-pro3", base_urls=[there.url], environment={"UPSTAGE_API_KEY": "k"}
        )
        list(model.stream([("system", told), ("user", told), ("assistant", told), ("user", "?")], max_tokens=9))
    ((_, _, body),) = there.asked
    sent = "".join(message["content"] for message in body["messages"])
    assert [mark for mark in KNOWN if mark in sent] == []


@pytest.mark.models
def test_the_engine_reads_none_of_them_as_a_mark(models: Settings, answering_model: ChatModel) -> None:
    server = answering_model._server
    assert server is not None
    own = read_control_tokens(Path(find_model(models.model, models.cache)))
    assert "<|im_end|>" in own and own == answering_model._control_tokens
    text = " ".join([*own, *KNOWN])

    def tokens(said: str, special: bool) -> list[int]:
        asked = {"content": said, "parse_special": special}
        with httpx.Client(trust_env=False, timeout=60, headers={"Authorization": f"Bearer {server.key}"}) as client:
            return list(client.post(f"{server.address}/tokenize", json=asked).raise_for_status().json()["tokens"])

    parted = part_control_tokens(text, own)
    assert tokens(text, True) != tokens(text, False)
    assert tokens(parted, True) == tokens(parted, False)
