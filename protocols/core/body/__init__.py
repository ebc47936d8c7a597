"""The body chart: its regions, and marks on them."""
