"""How the digit network in chalicelib/models is made: `python -m training.digits`."""
