"""The parts of an address, as narrow as they can be: what does not fit is a 404, never an error."""

from __future__ import annotations

from django.urls import register_converter


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return f"{int(value):04}"


class MonthConverter(YearConverter):
    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02}"


class SlugConverter:
    """Letters of every script; Django's own slug is ASCII."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CountConverter:
    """A page number from 1 to 999,999,999: what no database column can hold is no page."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
register_converter(SlugConverter, "word")
register_converter(CountConverter, "count")
