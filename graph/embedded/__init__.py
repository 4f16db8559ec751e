"""Real Neo4j and Redis as supervised child processes, where no URL is configured."""

from graph.embedded.folder import hold
from graph.embedded.running import running
from graph.embedded.supervisor import Child, Program, Supervisor

__all__ = ["Child", "Program", "Supervisor", "hold", "running"]
