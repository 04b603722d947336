"""Today: what one person does now and what her responsibilities ask of her, read in few questions."""
