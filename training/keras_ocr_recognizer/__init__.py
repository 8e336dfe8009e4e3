"""How the weights of the keras-ocr engine's own recogniser are made."""
