"""Haeseol explains articles in Korean and English, every sentence tied to the passage it comes from.

The rooms, in the order in which the data pass through them; a room imports only from those above it.

words, errors, progress, quiet, settings    what every room may say and be told, and who goes first
language, morphemes, sentences, dates    what a text is made of
records, articles, webpages, corpus, removals, versions, passages    from a file or a web address to passages
models, embedding, balance, late_interaction, encoding    how a passage is found by what it means
names, terms, glosses, keywords, describing    and by what it calls things
library, runs, intake, indexing, watching    what is kept in index/, and how it is kept in step with corpus/
answers, quantities, questions, followups, meanings, refusal, retrieval    from a question to its evidence
engine, llm, background, model_seat, model_choice    the answering model: run, asked, giving way to readers, in its place, chosen
prompts, excerpts, certainty    what it is told, and whether it read an answer in it
checking, wording, replies, second_reading, telling, translations    what is believed of what it says, and how that reads
conversations    what is kept of questions and their answers
explainer, explanations, overview, service    from evidence to an answer; one article explained, all at a glance; the whole
evaluation    how good all of that is, on questions whose answers are known
langchain, doctor, console, ui, cli    the doors
"""
