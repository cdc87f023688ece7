"""The author's page: whose words wait for an answer, the answers begun, put off and planned."""

from comments.waiting.lists import Count, count_for

__all__ = ["Count", "count_for"]
