"""A reviewer's own pages: what is mine, one item beside its evidence, phrases of one's own."""
