"""The command ``sluis``: one module per command, wired in ``wiring``."""
