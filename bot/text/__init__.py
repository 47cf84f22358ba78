"""What a text is made of: languages, sentences, words, names, numbers and dates. It knows no article and no model."""
