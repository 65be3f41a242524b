"""Excel workbooks: plain data in, bytes out."""
