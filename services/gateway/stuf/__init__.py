"""The GGk at work: receives, stores, hands on, packs and delivers envelopes; what one says is known in ``ggk``."""
