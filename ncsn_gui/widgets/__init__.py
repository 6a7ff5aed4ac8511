"""Small parts that know nothing of runs."""
