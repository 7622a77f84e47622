"""Focal Point: an offline vault for cooperation with the International Criminal Court."""
