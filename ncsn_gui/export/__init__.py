"""What leaves the window: exported files, copied and dragged pictures, saved plots and tables."""
