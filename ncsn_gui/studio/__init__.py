"""What all pages share: who tells, who works, which runs there are, what lies on the desk. QtCore only."""
