"""What happened in the viewer's network: the home feed, posts and comments, read from the graph."""
