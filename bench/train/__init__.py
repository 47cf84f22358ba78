"""Train the package's own numbers: what each model learns, from what, and how it is stored."""
