"""One file a view. Views draw and ask; they never change a run or a model."""
