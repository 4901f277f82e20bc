"""The counter where messages come in and answers go out: what all services that judge have in common."""
