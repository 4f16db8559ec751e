"""npm graphql-http's audit of the endpoint: `make audit`, where there is Node."""
