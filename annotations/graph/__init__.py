"""The graph as a value: what its nodes and edges are, how it is drawn and written to files. Pure."""
