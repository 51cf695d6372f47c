"""Where the day's papers come from; every source gives a list of Paper."""
