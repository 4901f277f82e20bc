"""The service that judges allocations: JW301 gives JW302. It writes allocations."""
