"""The author's page: whose words wait for an answer, the answers begun, put off and planned."""

from comments.waiting.lists import Count, columns, count_for, count_on, remember

__all__ = ["Count", "columns", "count_for", "count_on", "remember"]
