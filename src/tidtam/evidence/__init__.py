"""Files that support an answer: opened and checked, stored once by checksum."""
