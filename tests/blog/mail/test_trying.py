from __future__ import annotations

import pytest

from blog.mail import outbox, stopping, trying
from blog.mail.models import Letter, address_mark

pytestmark = pytest.mark.django_db
OLIVE = "olive@example.org"


def test_a_test_goes_the_way_of_every_letter(post_office):
    assert trying.owe_a_test(OLIVE)
    assert outbox.send_due() == {"sent": 1}
    assert post_office.recipients == [OLIVE]
    assert "Mail from your blog gets out" in post_office.received[0].get_body(("plain",)).get_content()


def test_an_impatient_second_press_owes_no_second_letter(post_office):
    assert trying.owe_a_test(OLIVE)
    assert trying.owe_a_test(OLIVE) is None
    assert trying.owe_a_test("carol@example.org")


def test_who_wants_no_mail_gets_no_test(post_office):
    stopping.stop(address_mark(OLIVE))
    assert trying.owe_a_test(OLIVE) is None


def test_at_once_the_server_s_own_answer_is_told_and_no_row_is_left(post_office):
    post_office.answer_to_mail = "250 queued as 4711"
    assert trying.send_at_once(OLIVE) == (True, "250 queued as 4711")
    assert post_office.recipients == [OLIVE]
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("attribute", "answer"),
    [("answer_to_sender", "553 Not your domain"), ("answer_to_mail", "554 Looks like spam")],
)
def test_a_no_is_told_as_the_server_says_it(post_office, attribute, answer):
    setattr(post_office, attribute, answer)
    assert trying.send_at_once(OLIVE) == (False, answer)


def test_a_refused_address_is_told(post_office):
    post_office.answers[OLIVE] = "550 No such user"
    assert trying.send_at_once(OLIVE) == (False, "550 No such user")


def test_a_server_that_is_away_is_told():
    taken, answer = trying.send_at_once(OLIVE)
    assert not taken
    assert "ConnectionRefusedError" in answer
