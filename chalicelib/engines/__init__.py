"""One module per engine library behind a port; chalicelib.engines.registry imports them on first use."""
