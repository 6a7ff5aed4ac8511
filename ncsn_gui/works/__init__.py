"""Training and sampling, which several pages share. QtCore only."""
