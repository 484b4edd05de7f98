"""What the bot knows: the shape of its files, their checks and the store that serves them."""

from actions.knowledge.all_knowledge import Knowledge
from actions.knowledge.load import load
from actions.knowledge.problems import KnowledgeError, Problem
from actions.knowledge.store import KnowledgeStore

__all__ = ["Knowledge", "KnowledgeError", "KnowledgeStore", "Problem", "load"]
