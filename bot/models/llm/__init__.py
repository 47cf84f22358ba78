"""The answering model: run (`llama_server`), asked (`chat_model`, `prompts`), chosen (`model_choice`), giving way to readers.

`active_model` holds the one that answers now; `priority` and `preemptible` let a reader's question go first.
"""
