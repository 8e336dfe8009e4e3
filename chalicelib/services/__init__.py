"""Use cases, one module each. They see the world through chalicelib.ports."""
