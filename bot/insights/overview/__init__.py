"""The whole library at a glance: its topics, the stories that it has in two languages, where those agree and differ.

`topics` groups articles and lays them out, `labels` names the groups, `stories` finds the pairs by `facts`, `comparison` sets
two articles side by side, `contradiction` says which of their numbers and dates differ, `wording` puts it into words;
`builder` does all of it (imported by its own name: it brings the library along).
"""
