"""What a bad day for the machine costs: kills, signals, full disks, damaged files, commands at once."""
