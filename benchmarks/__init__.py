"""Speed and accuracy, side by side with what else there is."""
