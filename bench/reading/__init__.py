"""How well documents are read: what is lost and added, what a person sees of them, and what accidents do to the readers."""
