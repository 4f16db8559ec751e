"""Commands for maintainers; nothing of this is needed to run ProConnect."""
