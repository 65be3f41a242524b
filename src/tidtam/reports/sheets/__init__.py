"""Result sheets: content → blocks → PDF and Word, the same words in both."""
