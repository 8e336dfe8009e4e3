"""How the keyword network in chalicelib/models is made: `python -m training.keywords`."""
