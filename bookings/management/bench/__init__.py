"""`make bench`: the product beside the least that Django could do. docs/performance.md says how."""
