"""What can be wrong with a library on a server."""

from bot.errors import LibraryError


class LibraryUnreachable(LibraryError):
    """The server that the library is kept on does not answer."""

    en = (
        "The library at {address} does not answer ({reason}). Start Milvus there, or leave HAESEOL_LIBRARY empty: then "
        "`haeseol index` uses the one in index/. Nothing was lost."
    )
    ko = (
        "{address}의 라이브러리가 대답하지 않아요({reason}). 그곳의 Milvus를 켜 주세요. HAESEOL_LIBRARY를 비우면 "
        "`haeseol index`가 index/의 라이브러리를 써요. 잃은 것은 없어요."
    )


class LibraryRefused(LibraryError):
    """The server that the library is kept on does not do what it was asked."""

    en = (
        "The library at {address} refused: {reason}. Look into the log of Milvus there. If its collections are damaged, "
        "`haeseol index --rebuild` makes them from corpus/ again."
    )
    ko = (
        "{address}의 라이브러리가 거절했어요: {reason}. 그곳의 Milvus 기록을 봐 주세요. 컬렉션이 손상됐다면 "
        "`haeseol index --rebuild`가 corpus/에서 다시 만들어요."
    )


class LibraryClientMissing(LibraryError):
    """The package that speaks to a Milvus server is not installed."""

    en = "The library is at {address}, and what speaks to Milvus is not installed. Run `pip install 'pymilvus>=3,<4'`."
    ko = "라이브러리가 {address}에 있는데 Milvus와 통신하는 패키지가 없어요. `pip install 'pymilvus>=3,<4'`를 실행해 주세요."
