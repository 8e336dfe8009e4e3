"""Reading: engines side by side on images whose text is known."""
