"""Settings as labelled controls, made from their declarations in the engine."""
