"""The bundle file format: no I/O beyond a stream."""
