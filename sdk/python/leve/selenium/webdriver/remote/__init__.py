"""O driver e o elemento."""
