"""What is kept in `index/`: articles, their passages, and what finds them again.

`schema` is what is on disk, `connections` and `writer_lock` who may read and write it when; `writes` is what a change writes,
`queries` what is read of articles and files; `faiss_index` is an index of vectors, `vector_search` an index with what is newer,
`vector_snapshots` keeps both in step with the database; `keyword_search` finds by words; `sqlite_library` is the door to all of
it. The rest of the program knows that as `bot.library.library`.
"""
