"""How the packaged vocabulary is made from its sources; run by build_vocabulary.py."""
