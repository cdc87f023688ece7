"""Back to where one was, with a notice that may offer to undo."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from comments.panel.acts import Notice
from comments.panel.returning import Toast, act_named, back, came_from, notify, toasts


@pytest.fixture
def request_with(rf):
    def make(**sent):
        request = rf.post("/admin/queue/act/", sent)
        request._messages = CookieStorage(request)
        return request

    return make


def test_what_a_notice_undoes_arrives_with_it(request_with):
    request, act = request_with(), uuid.uuid4()
    notify(request, Notice("Approved.", act=act, focus=12))
    assert toasts(request) == [Toast("Approved.", "success", act=str(act), focus="12")]


def test_an_answer_of_ones_own_is_taken_back_with_the_act(request_with):
    request, act = request_with(), uuid.uuid4()
    notify(request, Notice("Answered.", act=act, answer=7))
    (toast,) = toasts(request)
    assert (toast.act, toast.answer, toast.focus) == (str(act), "7", "")
    assert toast.is_undoable


def test_a_notice_that_undoes_nothing_offers_nothing(request_with):
    request = request_with()
    notify(request, Notice("One comment is not there.", "warning"))
    notify(request, Notice("Broken.", "error", focus=3))
    assert [(toast.level, toast.is_undoable) for toast in toasts(request)] == [("warning", False), ("error", False)]


def test_words_that_look_like_an_act_are_only_words(request_with):
    request = request_with()
    notify(request, Notice(f"undo-{uuid.uuid4()} answer-1"))
    assert not toasts(request)[0].is_undoable


def test_a_notice_is_said_once(request_with):
    request = request_with()
    notify(request, Notice("Approved."))
    assert len(toasts(request)) == 1
    assert request._messages.used


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, "/admin/queue/"),
        ({"next": "/admin/queue/?page=2"}, "/admin/queue/?page=2"),
        ({"focus": "5"}, "/admin/queue/#card-5"),
        ({"next": "/a/#comment-4", "focus": "5"}, "/a/#comment-4"),
        ({"next": "/a/", "focus": "9" * 19}, "/a/"),
        ({"next": "/a/", "focus": "٣x"}, "/a/"),
        ({"next": "//evil.example/"}, "/admin/queue/"),
        ({"next": "/\\evil.example"}, "/admin/queue/"),
        ({"next": "https://evil.example/"}, "/admin/queue/"),
        ({"next": "queue"}, "/admin/queue/"),
    ],
)
def test_one_is_led_back_and_never_off_the_site(request_with, sent, expected):
    response = back(request_with(**sent))
    assert (response.status_code, response["Location"]) == (303, expected)


def test_an_act_is_a_uuid_or_none():
    act = uuid.uuid4()
    assert act_named(str(act)) == act_named(act.hex) == act
    for text in ("", "x", "0" * 31, "' OR 1=1", "é" * 32):
        assert act_named(text) is None


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "javascript:alert(1)", "//evil.example/", "/\\evil.example"]
)
def test_a_page_names_no_way_back_that_leads_away(elsewhere):
    assert came_from(RequestFactory().get("/", {"next": elsewhere})) == ""
    assert came_from(RequestFactory().get("/", {"next": "/admin/queue/?q=x"})) == "/admin/queue/?q=x"
