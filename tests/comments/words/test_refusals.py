"""A refusal reads as a sentence, with the place where there is one."""

from __future__ import annotations

import pytest

from comments.words.refusals import Refused


@pytest.mark.parametrize(("at", "said"), [(7, "Character 7: It is not closed."), (0, "It is not closed.")])
def test_it_names_the_place(at, said):
    why = Refused("It is not closed.", "expression", at)
    assert (str(why), why.code, why.reason) == (said, "expression", "It is not closed.")
