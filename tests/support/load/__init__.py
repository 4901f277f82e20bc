"""A made-up youth region: allocations and declarations of which every verdict is known before anything is judged."""
