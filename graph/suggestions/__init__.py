"""People you may know: live, with reasons."""
