"""Questions an office passes to its schools, and what they replied."""
