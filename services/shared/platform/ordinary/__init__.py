"""Reads records that are written in the ordinary way, without a tree of them."""
