"""Fonts, help texts and the ready-made model; installed as the package ``ncsn_resources``."""
