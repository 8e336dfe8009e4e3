"""Deployment, packaging and the local cloud."""
