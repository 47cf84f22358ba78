"""From evidence to an answer: `explainer` goes the way, `context` and `glosses` are what the model reads, `answer_builder` keeps
what it says, and `verification` decides what of that is believed.
"""
