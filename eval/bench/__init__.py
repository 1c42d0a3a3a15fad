"""Figures that anyone can measure again: how fast the service is and how well it finds.

`python -m eval.bench speed` and `python -m eval.bench retrieval`; `make bench` runs both.
"""
