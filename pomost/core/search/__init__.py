"""Finding things by words, in Polish first: kinds of things, their index, and the two ways to ask.

kinds.py       what can be found, and who may see it       words.py      words, lemmas, stems
index.py       keeping the index in step with the data     asking.py     `find` and `similar`
backends/      the same ranking on SQLite and PostgreSQL   snippets.py   the piece of text that is shown
listed.py      words in lists that stand in another order
"""
