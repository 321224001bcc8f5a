"""What people mark with: their labels, each a name and a colour. It stands below notes and knows none."""
