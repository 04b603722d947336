"""Better plans for whole portfolios: other orders and other people, tried by the thousand in compiled code."""
