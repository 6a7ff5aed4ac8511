"""One folder a view: widget, control, errands on the worker, help. None knows another."""
