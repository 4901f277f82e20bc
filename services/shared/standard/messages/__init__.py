"""The messages of the standard as immutable, typed values, and how they are read from a validated element tree."""
