"""The graph for partners: neighbours, neighbourhoods, paths, topics together, companies by topic, files."""
