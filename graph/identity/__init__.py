"""Who members are to the endpoint: accounts, passwords, second factors, sessions, mails."""
