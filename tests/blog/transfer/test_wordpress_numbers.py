"""Under which number a comment is stored: the old one where it is free."""

from dataclasses import replace

import pytest

from blog.transfer.records import Comment, Item
from blog.transfer.report import Report
from blog.transfer.wordpress_numbers import CHUNK, MADE_UP, MAX_KEPT, Numbers, made_up
from tests.builders import a_comment, a_post

RECORD = Comment(None, "Bob", "", "", "", "2012-03-01 08:00:00", "Words.", "1", "", 0, 0, (), 1)
ITEM = Item(1, "T", "https://old.example/t/", *[""] * 5, *[""] * 6, 0, 0, "", "", 1)


@pytest.mark.django_db
def test_in_an_empty_house_every_number_stays():
    report = Report()
    assert Numbers(30, report).keys([30, 7, 12]) == {30: 30, 7: 7, 12: 12}
    assert report.renumbered == {}


@pytest.mark.django_db
def test_a_number_that_is_taken_becomes_one_above_all_of_here_and_of_the_file():
    taken = a_comment(a_post()).pk
    report = Report()
    numbers = Numbers(taken + 100, report)
    assert numbers.keys([taken, taken + 1]) == {taken: taken + 101, taken + 1: taken + 1}
    assert report.renumbered == {taken: taken + 101}


@pytest.mark.django_db
def test_new_numbers_go_on_from_article_to_article():
    first, second = (a_comment(a_post()).pk for _ in range(2))
    numbers = Numbers(1, Report())
    assert numbers.keys([first]) == {first: second + 1}
    assert numbers.keys([second]) == {second: second + 2}


@pytest.mark.django_db
def test_a_number_that_is_no_count_of_comments_does_not_lift_ours():
    report = Report()
    assert Numbers(MAX_KEPT + 5, report).keys([MAX_KEPT + 5]) == {MAX_KEPT + 5: MAX_KEPT + 1}
    report = Report()
    keys = Numbers(3, report).keys([MADE_UP + 9, 2])
    assert keys == {MADE_UP + 9: 4, 2: 2}
    assert report.renumbered == {}  # nobody had called it by the number that was made up


@pytest.mark.django_db
def test_many_numbers_are_asked_for_in_portions(django_assert_num_queries):
    taken = a_comment(a_post()).pk
    numbers = Numbers(taken + CHUNK, Report())
    with django_assert_num_queries(2):
        keys = numbers.keys(range(taken, taken + CHUNK + 1))
    assert len(set(keys.values())) == CHUNK + 1
    assert keys[taken] == taken + CHUNK + 1


def test_a_made_up_number_is_the_same_when_the_file_comes_again():
    assert made_up(RECORD, ITEM) == made_up(replace(RECORD, line=99, email="b@example.org"), replace(ITEM, line=7))
    assert MADE_UP <= made_up(RECORD, ITEM) < 2**63


@pytest.mark.parametrize("change", [{"author": "Ann"}, {"content": "More words."}, {"date_gmt": ""}])
def test_another_comment_has_another_made_up_number(change):
    assert made_up(replace(RECORD, **change), ITEM) != made_up(RECORD, ITEM)
    assert made_up(RECORD, replace(ITEM, id=2)) != made_up(RECORD, ITEM)
