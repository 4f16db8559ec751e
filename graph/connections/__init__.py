"""How members are tied: degree, connections, mutual connections, ties and paths."""
