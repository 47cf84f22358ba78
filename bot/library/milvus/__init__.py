"""The library on a Milvus server: one that several machines read, and that outgrows one machine's memory.

`server_address` is where it is, `milvus_server` speaks to it, `collection_schema` is what is there. Milvus has no transactions
over several rows. So each change (`milvus_change`) writes rows of its own that nobody sees before one row, the newest
`library_state`, tells of them; `sweeping` takes out what is no longer seen.

`article_record` is what is known of an article, a twin or a file, `new_body` an article's text and passages as rows, `pieces`
how what is longer than a field is kept, `indexed_words` by which words a passage is found. `record_reading` and
`passage_reading` read one state, `scope_expression` says which articles are in a scope, `titles` which one a question names;
`remembered_records` keeps what is asked again and again. `series_making` begins a library. `milvus_library` is the door to all
of it.
"""
