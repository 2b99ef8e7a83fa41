"""Lists as files: one module per format, rows in, bytes out. Nothing here knows HTTP."""
