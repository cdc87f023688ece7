"""Trees from numbers: whatever a file says, everybody hangs somewhere, and where it says so if that is possible."""

from hypothesis import given
from hypothesis import strategies as st

from blog.transfer.threads import Why, settle

CAP = 100


def settled(wanted, levels=None, above=None, cap=CAP):
    return settle(wanted, levels or {}, above or {}, cap)


def test_parents_that_hold_are_kept_in_any_order():
    found = settled({3: 2, 2: 1, 1: None})
    assert found.parents == {3: 2, 2: 1, 1: None}
    assert not found.moved


def test_those_in_a_circle_begin_threads_and_those_below_stay():
    found = settled({1: 2, 2: 3, 3: 1, 4: 1, 5: 4})
    assert found.parents == {1: None, 2: None, 3: None, 4: 1, 5: 4}
    assert found.moved == {1: Why.CIRCLE, 2: Why.CIRCLE, 3: Why.CIRCLE}


def test_who_is_too_deep_hangs_at_the_last_level():
    found = settled({number: number - 1 or None for number in range(1, 8)}, cap=4)
    assert found.parents == {1: None, 2: 1, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3}
    assert set(found.moved) == {5, 6, 7}


def test_replies_to_what_is_stored_know_its_depth():
    found = settled({10: 9, 11: 10}, levels={8: 2, 9: 3}, above={8: 7, 9: 8}, cap=4)
    assert found.parents == {10: 8, 11: 8}


@given(st.lists(st.integers(-1, 30), max_size=30))
def test_every_file_becomes_trees_below_the_cap(parents):
    wanted = {i: parent if 0 <= parent < len(parents) else None for i, parent in enumerate(parents)}
    found = settled(wanted, cap=5)
    for node, parent in wanted.items():
        path = [node]
        while (up := found.parents[path[-1]]) is not None:
            path.append(up)
            assert len(path) <= 5
        if node not in found.moved:
            assert found.parents[node] == parent
