"""What is told without a question: a guide to each article, an overview of them all, sentences in the other language."""
