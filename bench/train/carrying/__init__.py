"""Teach the answering model to carry sentences over: staged here, trained on one accelerator, brought home as a GGUF adapter."""
