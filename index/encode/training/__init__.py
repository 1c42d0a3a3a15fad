"""How the shipped encoder is made: an English sentence encoder that learns Chinese.

Read in this order: `sources` (what it reads) -> `vocabulary` (its pieces) -> `prepare` (token
arrays) -> `batches` -> `losses` -> `trainer` -> `train` -> `export` (a model directory).
`make train` runs them all. Needs the extra `train`; nothing here is imported at query time.
"""
