"""The service that judges declarations: JW323 gives JW325, JW303 gives JW304. It writes claims and the ledger."""
