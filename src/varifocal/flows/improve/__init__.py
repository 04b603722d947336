"""How our own work really flows: what the log says of a process, what is wasted, and whether mending it helped."""
