"""Background work, thin: each job takes ids, calls one action and can run twice."""
