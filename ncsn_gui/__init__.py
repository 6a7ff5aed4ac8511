"""NCSN Studio's window. Imports the engine; the engine never imports it."""
