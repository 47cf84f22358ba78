"""What is staged for training the answering model elsewhere, and what is brought home: the same numbers, names that it takes."""

import struct
from pathlib import Path

import pytest

from tests.gguf_file import write_gguf

pytestmark = pytest.mark.models  # torch


def test_blocks_of_four_and_six_bits_are_read_as_llama_cpp_does() -> None:
    import torch

    from bench.train.carrying.gguf_blocks import F32, Q4_K, Q6_K, numbers

    # Q4_K: scale 2, least 1; of the first run 3 and 5, of the last one 33 and 17 (in its high bits); values 7 below and 9 above.
    packed = [3, 0, 0, 0b1000_0000, 5, 0, 0, 0b0100_0000, 0, 0, 0, 0b0001_0001]
    four = struct.pack("<2e", 2, 1) + bytes(packed) + bytes([0x97] * 128)
    found = numbers(torch.tensor([list(four)], dtype=torch.uint8), Q4_K)
    assert found.shape == (1, 256)
    assert found[0, :32].tolist() == [2 * 3 * 7 - 5.0] * 32
    assert found[0, 224:].tolist() == [2 * 33 * 9 - 17.0] * 32
    # Q6_K: scale .5, run 0 times 4, run 15 times -2; low bits 5 below and 6 above, high bits 1, 1, 1, 3.
    six = (
        bytes([0x65] * 128) + bytes([0b11010101] * 64) + struct.pack("<16b", 4, *[1] * 14, -2) + struct.pack("<e", 0.5)
    )
    found = numbers(torch.tensor([list(six)], dtype=torch.uint8), Q6_K)
    assert found[0, :16].tolist() == [0.5 * 4 * (5 + 16 - 32)] * 16
    assert found[0, 240:].tolist() == [0.5 * -2 * (6 + 48 - 32)] * 16
    plain = numbers(torch.tensor([list(struct.pack("<2f", 1.5, -2))], dtype=torch.uint8), F32)
    assert plain.tolist() == [[1.5, -2.0]]


def test_an_adapter_is_written_with_the_names_and_shapes_that_the_engine_looks_for(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    from bench.train.carrying.adapter import main
    from bench.train.carrying.gguf_blocks import read_directory

    down, up = torch.arange(48.0).view(3, 16).half(), torch.ones(5, 3).half()
    name = "model.layers.1.mlp.up_proj"
    about = {"alpha": "32", "rank": "3"}
    save_file({f"{name}.down": down}, tmp_path / "adapter-00.safetensors", metadata=about)
    save_file({f"{name}.up": up}, tmp_path / "adapter-01.safetensors", metadata=about)
    assert main([str(tmp_path), str(tmp_path / "a.gguf")]) == 0
    said, tensors = read_directory(tmp_path / "a.gguf")
    assert said == {
        "general.architecture": "qwen2", "general.type": "adapter", "adapter.type": "lora", "adapter.lora.alpha": 32.0,
    }  # fmt: skip
    assert [(one.name, one.shape) for one in tensors] == [
        ("blk.1.ffn_up.weight.lora_a", (3, 16)),
        ("blk.1.ffn_up.weight.lora_b", (5, 3)),
    ]
    data = (tmp_path / "a.gguf").read_bytes()
    assert data[tensors[0].start :][: down.nbytes] == down.numpy().tobytes()
    assert data[tensors[1].start :][: up.nbytes] == up.numpy().tobytes()


def test_long_rows_are_written_as_bytes_with_a_scale_for_each_block(tmp_path: Path) -> None:
    import numpy as np
    import torch

    from bench.train.carrying.adapter import write_adapter
    from bench.train.carrying.gguf_blocks import read_directory

    matrix = torch.randn(3, 64, generator=torch.Generator().manual_seed(1))
    matrix[2] = 0
    write_adapter(tmp_path / "a.gguf", 16.0, {"blk.1.ffn_up.weight.lora_a": matrix})
    _, (stored,) = read_directory(tmp_path / "a.gguf")
    assert stored.kind == 8
    blocks = np.frombuffer((tmp_path / "a.gguf").read_bytes()[stored.start :][: 6 * 34], np.int8).reshape(6, 34)
    scales = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    read = (scales * blocks[:, 2:]).reshape(3, 64)
    assert np.abs(read - matrix.numpy()).max() <= scales.max() * 0.51
    assert not read[2].any()


def test_an_adapter_is_read_as_it_was_written_and_what_learned_nothing_is_left_out(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    from bench.train.carrying.adapter import read_adapter, read_trained, write_adapter

    luck = torch.Generator().manual_seed(1)
    down, up = torch.randn(8, 64, generator=luck).half(), torch.randn(96, 8, generator=luck).half()
    learned = {"model.layers.3.mlp.up_proj.down": down, "model.layers.3.mlp.up_proj.up": up}
    idle = {
        "model.layers.3.self_attn.q_proj.down": down.clone(),
        "model.layers.3.self_attn.q_proj.up": torch.zeros(96, 8).half(),
    }
    save_file(learned | idle, tmp_path / "adapter-00.safetensors", metadata={"alpha": "16.0"})
    write_adapter(tmp_path / "a.gguf", *read_trained(tmp_path))
    read = read_adapter(tmp_path / "a.gguf")
    assert set(read) == set(learned)
    assert torch.allclose(read["model.layers.3.mlp.up_proj.up"], up.float())
    assert torch.allclose(read["model.layers.3.mlp.up_proj.down"], down.float(), atol=0.02)


def test_another_file_is_no_gguf_file(tmp_path: Path) -> None:
    from bench.train.carrying.gguf_blocks import read_directory

    about, tensors = read_directory(write_gguf(tmp_path / "m.gguf", {"a": 1}))
    assert (about["nested"], tensors) == ([["a", "b"]], [])
    (tmp_path / "other").write_bytes(b"PK\3\4")
    with pytest.raises(ValueError, match="no GGUF"):
        read_directory(tmp_path / "other")


def test_what_is_said_is_compared_by_its_letters() -> None:
    from bench.train.carrying.measure import chrf

    right = "회사는 부품을 직접 만들었다."
    assert chrf(right, right) == pytest.approx(100)
    assert chrf("", right) == 0
    assert chrf("회사는 부품을 샀다.", right) < chrf("회사는 부품을 만들었다.", right) < 100
