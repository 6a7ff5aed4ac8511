"""The furniture around the pages: bars, lists, menu, palette, dialogs."""
