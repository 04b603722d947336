"""How we work: the key processes as they are meant and as they are lived, and what is wasted in them."""
