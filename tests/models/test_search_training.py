"""What the embedding model learns from, and that its training compares texts as the search does."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.train.search_texts import SearchTexts
from bot.bilingual import Language
from bot.models.embeddings.alignment import LanguageAlignment
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.late_interaction import PassageTokens, match
from bot.models.files import find_model
from bot.settings import Settings


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> SearchTexts:
    folder = tmp_path_factory.mktemp("texts")
    for part in "abcdef":
        rows = [{"ko": f"문{part}{n}", "en": f"doc {part}{n}", "source": f"site:{n % 3}"} for n in range(30)]
        _write(folder / f"parallel_ko_en_docs_{part}.jsonl", rows)
    for name in ("news", "tatoeba"):
        _write(folder / f"{name}_ko_en.pairs.jsonl", [{"ko": f"{name}{n} 글", "en": f"{name}{n}."} for n in range(90)])
    pair = {"premise_ko": "가", "premise_en": "a", "hypothesis_ko": "나", "hypothesis_en": "b"}
    _write(
        folder / "pawsx_ko_en.jsonl",
        [pair | {"label": label} for label in ("paraphrase", "different") for _ in range(250)],
    )
    _write(folder / "klue_nli_train_a.jsonl", [{"premise": "다", "hypothesis": "라", "label": "entailment"}])
    for language in ("ko", "en"):
        passages = [{"passage_id": str(n), "title": f"title {n}", "text": f"passage {n}"} for n in range(10)]
        _write(folder / f"tydiqa_{language}_train.passages.jsonl", passages)
        asked = [{"passage_id": str(n), "question": f"question {n}"} for n in range(10)]
        _write(folder / f"tydiqa_{language}_train.jsonl", asked)
    return SearchTexts(folder, folder)


def test_both_languages_say_the_same_and_what_is_held_apart_is_never_drawn(texts: SearchTexts) -> None:
    drawn = list(islice(texts.batches(seed=3, clusters=4, of_cluster=4, alone=2), 60))
    news = [one for batch in drawn for one in batch.parallel if one.asked[0].startswith("news")]
    assert news
    for one in news:
        assert one.asked[0].split()[0] == one.asked[1].rstrip(".")
        assert one.passage[0].replace(" 글", ".") == one.passage[1]
        assert int(one.asked[1].strip("news.")) < 60
    alone = {one.asked for batch in drawn for one in batch.alone}
    assert alone >= {"question 7", "title 1"}
    assert not alone & {"question 8", "question 9"}


def test_a_seed_draws_the_same_again(texts: SearchTexts) -> None:
    one, same, other = (list(islice(texts.batches(seed, 2, 3, 1), 3)) for seed in (5, 5, 6))
    assert one == same != other


@pytest.mark.models
def test_the_training_compares_texts_as_the_search_does(embedder: SentenceEmbedder, models: Settings) -> None:
    import copy

    from tokenizers import Tokenizer

    from bench.train.upper_layers import UpperLayers, late_scores

    alignment = LanguageAlignment.for_model(embedder.identity.name, embedder.identity.dimension)
    transformer: Any = embedder.load()[0]
    tokenizer = Tokenizer.from_file(str(Path(find_model(models.embedding, models.cache)) / "tokenizer.json"))
    tokenizer.no_padding()
    model = UpperLayers(copy.deepcopy(transformer.auto_model), tokenizer, alignment)
    languages: list[Language] = ["ko", "en"]
    questions, passages = (
        ["쌀은 어디에서 자라나?", "Who pays the toll?"],
        ["쌀은 논에서 자란다.", "The toll is paid by cars."],
    )
    asked = model.encode(model.read(questions, languages, "query"), model.before)
    said = model.encode(model.read(passages, languages, "passage"), model.before)
    late = late_scores(asked, said, alignment.background)
    for i, (question, language) in enumerate(zip(questions, languages, strict=True)):
        one = alignment.apply(embedder.encode_question(question), language, "query")
        assert float(one.vector @ asked.vectors[i].numpy()) > 0.999
        for j, (passage, other) in enumerate(zip(passages, languages, strict=True)):
            text = alignment.apply(embedder.encode_passages([passage])[0], other, "passage")
            (met,) = match(one, [PassageTokens.from_text(text, 0)])
            mean, spread = alignment.background[language, other]
            assert np.isclose(float(late[i, j]), (met.score - mean) / spread, atol=0.5)
