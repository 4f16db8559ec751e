"""The demo world: real ties, employers, vacancies and vocabulary; people and posts are made up."""

from graph.world.demo.writing import VIEWER_ID, write

__all__ = ["VIEWER_ID", "write"]
