"""WordPress' ways of writing dates, titles, addresses and names."""

from datetime import UTC, datetime, timedelta

import pytest

from blog.transfer import wordpress_values as values
from blog.transfer.wordpress_values import moment, offset_of, path_of, site_name, slug_text, title_text, website_text

NONE = "0000-00-00 00:00:00"
TWO_HOURS = timedelta(hours=2)


@pytest.mark.parametrize(
    ("gmt", "local", "published", "expected"),
    [
        ("2012-07-01 08:00:00", "1999-01-01 00:00:00", "", "2012-07-01 08:00"),
        (NONE, "2012-07-01 10:00:00", "", "2012-07-01 08:00"),
        (NONE, NONE, "Sun, 01 Jul 2012 10:00:00 +0200", "2012-07-01 08:00"),
        ("", "", "Sun, 01 Jul 2012 08:00:00 -0000", "2012-07-01 08:00"),
    ],
)
def test_the_best_date_that_a_record_has_is_taken(gmt, local, published, expected):
    assert moment(gmt, local, TWO_HOURS, published) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "published", ["", "yesterday", "Tue, 30 Nov 1999 00:00:00 +0000", "Sun, 99 Jul 2012 10:00:00 +0000", "\0"]
)
def test_no_date_is_none_and_not_a_wrong_one(published):
    assert moment(NONE, "1066-10-14 09:00:00", TWO_HOURS, published) is None


def test_the_edges_of_the_calendar_break_nothing():
    assert moment("9999-12-31 23:59:59", "0001-01-01 00:00:00", timedelta(hours=14)) is None
    assert moment("", "1970-01-01 00:00:00", timedelta(hours=14)) == datetime(1969, 12, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gmt", "local", "minutes"),
    [
        ("2012-07-01 08:00:00", "2012-07-01 10:00:02", 120),
        ("2012-07-01 08:00:00", "2012-07-01 13:45:00", 345),
        ("2012-07-01 08:00:00", "2012-06-30 22:00:00", -600),
    ],
)
def test_the_clock_is_ahead_by_whole_quarters_of_an_hour(gmt, local, minutes):
    assert offset_of(gmt, local) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("gmt", "local"), [(NONE, "2012-07-01 10:00:00"), ("2012-07-01 08:00:00", "2012-07-02 08:00")])
def test_one_date_alone_or_dates_a_day_apart_tell_no_clock(gmt, local):
    assert offset_of(gmt, local) is None


def test_a_title_is_html_there_and_text_here():
    assert title_text("<em>Tea</em> &amp; &lt;cake&gt;\n 1 < 2") == "Tea & <cake> 1 < 2"
    assert title_text("a" * 300, 80) == "a" * 80


def test_a_name_is_read_once_even_where_it_looks_like_an_entity():
    assert values.name_text("Jo O&#039;Neill") == "Jo O'Neill"
    assert values.name_text("&amp;lt;") == "&lt;"
    assert len(values.name_text("x" * 400)) == values.MAX_NAME


@pytest.mark.parametrize(
    ("email", "expected"),
    [("bob@example.org", "bob@example.org"), ("", ""), ("bob", None), ("a b@c", None), ("a@" + "b" * 300, None)],
)
def test_an_address_is_one_or_none(email, expected):
    assert values.email_text(email) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bob.example/?a=1&amp;b=2", "https://bob.example/?a=1&b=2"),
        ("bob.example", "http://bob.example"),
        ("http://", ""),
        ("", ""),
        ("javascript:alert(1)", None),
        ("javascript://x%0aalert(1)", None),
        ("https://" + "b" * 300 + ".example", None),
    ],
)
def test_a_website_leads_to_a_website(url, expected):
    assert website_text(url) == expected


def test_the_end_of_an_address_is_kept_in_letters():
    assert slug_text("%D1%87%D0%B0%D0%B9-2", 80) == "чай-2"
    assert slug_text("../a?b=c", 80) == "abc"
    assert slug_text("aaa-bbb", 4) == "aaa"


def test_who_comes_second_gets_a_number_that_fits():
    taken = {"tea", "tea-2", "abcde", "abc-2"}
    assert values.free("bread", taken.__contains__, 80) == "bread"
    assert values.free("tea", taken.__contains__, 80) == "tea-3"
    assert values.free("abcde", taken.__contains__, 5) == "abc-3"


def test_a_site_has_one_name_however_it_is_addressed():
    names = {site_name(address) for address in ("https://www.A.example/blog/", "http://a.example/blog")}
    assert names == {"a.example/blog"}
    assert site_name("", "https://[broken", "no address", "https://a.example") == "a.example"
    assert site_name() == "wordpress"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/2009/05/caf%C3%A9/", "/2009/05/café/"),
        ("https://a.example/?p=5", "/?p=5"),
        ("https://a.example", "/"),
        ("https://[broken", ""),
    ],
)
def test_a_path_is_as_people_read_it(address, expected):
    assert path_of(address) == expected
