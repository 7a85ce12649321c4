"""What functions may ask of the market, and how a batch of calls is answered."""
