"""What regions agreed beside the standard: contracts, norms, budgets, agreements, the rekenhulp and regional rules."""
