"""Files of programs for research: marked passages, in and out. One module a format; pure."""
