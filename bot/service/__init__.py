"""Everything wired for one home (`haeseol`), and what is kept of questions and their answers (`conversations`)."""
