"""The browser's door: pages and fragments, a package per noun."""
