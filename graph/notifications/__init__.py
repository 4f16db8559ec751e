"""What members are told of: written by a consumer of the events, once each."""
