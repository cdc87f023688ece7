import pytest

from blog.transfer.memory import Kind, Memory

pytestmark = pytest.mark.django_db


def test_what_was_noted_is_found_the_next_time_and_only_for_that_site():
    memory = Memory("a.example")
    memory.note(Kind.POST, "5", 12)
    assert memory.find(Kind.POST, "5") == 12
    memory.write()
    assert Memory("a.example").find(Kind.POST, "5") == 12
    assert Memory("a.example").find(Kind.TAG, "5") is None
    assert Memory("b.example").find(Kind.POST, "5") is None


def test_a_thing_that_was_made_again_is_known_by_its_new_number():
    for number in (12, 13):
        memory = Memory("a.example")
        memory.note(Kind.TAG, "category:tea", number)
        memory.write()
    assert Memory("a.example").find(Kind.TAG, "category:tea") == 13
