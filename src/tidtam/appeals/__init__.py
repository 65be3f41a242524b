"""Appeals: an office asks to look again at one item of a published result."""
