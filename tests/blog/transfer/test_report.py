from blog.transfer import report as reports
from blog.transfer.report import Report


def a_report(**added):
    report = Report(source="old.example.org")
    for name, number in added.items():
        report.kind(name).added = number
    return report


def test_the_sentence_counts_in_words_that_fit():
    assert a_report(articles=1, comments=2).sentence() == (
        "Added 1 article, 0 pages and 2 comments from old.example.org; nothing odd."
    )


def test_oddities_beyond_bounds_are_counted(monkeypatch):
    monkeypatch.setattr(reports, "MAX_LISTED", 2)
    report = a_report(articles=1)
    for line in range(5):
        report.odd("x", line, "odd")
    assert len(report.oddities) == 2
    assert report.sentence().endswith("5 oddities.")
    assert report.as_dict()["unlisted_oddities"] == 3


def test_a_screen_shows_the_first_of_a_long_list_and_says_how_many_more():
    report = a_report(articles=1)
    for line in range(1, 101):
        report.odd("x", line, "is odd")
    lines = list(report.lines())
    assert "  line 1: is odd" in lines
    assert f"  … and {100 - reports.MAX_SHOWN} more (--json lists them all)" in lines
