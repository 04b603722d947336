"""Scripts lived through by a compiled kernel; nobody needs it, and only `flows` knows it is there."""
