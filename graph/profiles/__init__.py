"""Members as others see them, and what belongs to a profile."""
