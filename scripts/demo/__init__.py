"""The parts of `scripts.build_demo_data`, and the decisions made by hand for it."""
