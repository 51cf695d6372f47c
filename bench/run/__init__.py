"""How fast, how flat and how faultless a whole run is."""
