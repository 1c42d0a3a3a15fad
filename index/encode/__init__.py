"""Turning text into vectors: the encoder protocol, the shipped model and any other."""
