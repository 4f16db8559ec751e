"""Cities and countries by name: the packaged gazetteer."""
