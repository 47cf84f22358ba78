"""An embedding model that runs elsewhere (HAESEOL_EMBEDDING_URL): nothing here needs torch.

`embedding_server` asks it at its addresses, `wires` are the protocols that it may speak, `served_embedder` makes of its vectors
what the rest needs, and `embedder_choice` is where one is taken instead of the model on this machine.
"""
