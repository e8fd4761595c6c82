"""Figures, units, currencies and dates found in spoken words, and the value each most likely states.

Pure: no Django, no database. `recognition.recognise` finds what a passage holds, `proposals.propose`
orders it for a claim. Words are cut (`passage`), dates taken out (`dates`, by `years`, `months` and
`elapsed`), quantities read (`quantities`, by `numbers`, `units`, `nouns`, `names`), joined (`ranges`),
qualified (`qualifiers`) and named (`metrics`).
"""
