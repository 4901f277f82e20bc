"""How a message is judged: the steps of the standard in order, each with the rules that belong to it."""
