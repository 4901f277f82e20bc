"""The GGk envelope: reading, writing and judging it, without network, database or log."""
