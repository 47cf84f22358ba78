"""The folder of the articles, which is the truth: its files (`folder`), what was removed (`trash`), older `versions`."""
