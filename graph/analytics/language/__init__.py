"""The analysts' language: the part of Cypher that can be checked and made anew from its tree."""
