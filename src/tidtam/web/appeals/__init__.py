"""Appeals: an office says why a mark is not right, the heads give it away, somebody decides."""
