"""Reports: the only room that knows how to write PDF, Word and archives. Data in, bytes out."""
