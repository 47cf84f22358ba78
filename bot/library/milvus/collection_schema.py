"""The collections of one library on a server, and their fields.

Every row has a `number`, and all numbers of a library come from one count. An article's passages, its text and their tokens
belong to a `body`, a number too. What is looked for in filters are numbers and digests alone (`key`): no title, tag or id can be
read as a part of a filter, or be too long for one.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

SCHEMA_VERSION = 1
# What a field of text takes, in bytes of UTF-8.
TEXT_MOST = 65_535
_KEY_BYTES = 16
_KEYS_MOST = 4_096
# Links of each vector in its graph, and how many are looked at when they are chosen: Milvus's own choice for vectors like ours.
_GRAPH = {"M": 18, "efConstruction": 240}
SERIES = re.compile(r"[0-9a-f]{8}")


def key(text: str) -> str:
    """Return what stands for a text in filters: 32 hexadecimal digits."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).hexdigest()


@dataclass(frozen=True, slots=True)
class Series:
    """The collections that belong together. A rebuilt library has another series under the same name."""

    library: str
    series: str

    @property
    def records(self) -> str:
        """What is known of articles, twins and files, a row each."""
        return f"{self.library}_{self.series}_record"

    @property
    def pieces(self) -> str:
        """What is longer than a field: texts and tokens."""
        return f"{self.library}_{self.series}_piece"

    @property
    def passages(self) -> str:
        """Passages with their vectors and words."""
        return f"{self.library}_{self.series}_passage"

    def of(self, dimension: int) -> list["Collection"]:
        """Return what the collections are made of; vectors have `dimension` numbers."""
        return [
            Collection(self.records, _RECORD),
            Collection(self.pieces, _PIECE),
            Collection(self.passages, _PASSAGE, dimension),
        ]


def data_collections(library: str, names: list[str]) -> list[str]:
    """Return those of the names that are collections of a library, of whatever series."""
    ours = re.compile(rf"{re.escape(library)}_{SERIES.pattern}_(record|piece|passage)")
    return [name for name in names if ours.fullmatch(name)]


_RECORD = {
    "kind": "text 16",
    "id_key": "text 32",
    "content": "text 32",
    "source_key": "text 32",
    "tag_keys": "keys",
    "folders": "keys",
    "sites": "keys",
    "language": "text 8",
    "day": "number",
    "body": "number",
    "facts": "text 65535",
}
_PIECE = {"owner": "number", "body": "number", "place": "number", "data": "text 65535"}
_PASSAGE = {
    "body": "number",
    "language": "text 8",
    "start_at": "number",
    "end_at": "number",
    "sentences": "text 65535",
    "text": "text 65535",
    "terms": "text 65535",
}
_STATE = {"data": "text 65535"}
# Milvus wants a vector in every row, also where nothing is searched by one.
NO_VECTOR = [0.0, 1.0]


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection by its name: its fields beside `number`, and how long its vectors are; None where it needs none."""

    name: str
    fields: dict[str, str]
    dimension: int | None = None

    @classmethod
    def of_states(cls, library: str) -> "Collection":
        """Return the one that tells which series and which rows of it count."""
        return cls(library, _STATE)

    def described(self, client: Any) -> tuple[Any, Any]:
        """Return the schema and the indexes as pymilvus wants them."""
        from pymilvus import DataType, Function, FunctionType

        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("number", DataType.INT64, is_primary=True)
        for name, kind in self.fields.items():
            what, _, length = kind.partition(" ")
            if what == "number":
                schema.add_field(name, DataType.INT64)
            elif what == "keys":
                schema.add_field(
                    name,
                    DataType.ARRAY,
                    element_type=DataType.VARCHAR,
                    max_length=2 * _KEY_BYTES,
                    max_capacity=_KEYS_MOST,
                )
            else:
                schema.add_field(name, DataType.VARCHAR, max_length=int(length))
        index = client.prepare_index_params()
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=self.dimension or len(NO_VECTOR))
        if self.dimension is None:
            index.add_index("vector", index_type="FLAT", metric_type="IP")
            return schema, index
        index.add_index("vector", index_type="HNSW", metric_type="IP", params=_GRAPH)
        # The words come cut and stemmed: any edition's standard analyzer only takes them apart again at the blanks.
        analyzer = {"tokenizer": "standard"}
        schema.add_field(
            "words", DataType.VARCHAR, max_length=TEXT_MOST, enable_analyzer=True, analyzer_params=analyzer
        )
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(Function("bm25", FunctionType.BM25, ["words"], ["sparse"]))
        index.add_index(
            "sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params={"drop_ratio_build": 0}
        )
        return schema, index
