"""What the bot knows: models of the knowledge files, their validation, and the store."""

from actions.knowledge.all_knowledge import Knowledge
from actions.knowledge.load import load
from actions.knowledge.problems import KnowledgeError, Problem
from actions.knowledge.store import KnowledgeStore

__all__ = ["Knowledge", "KnowledgeError", "KnowledgeStore", "Problem", "load"]
