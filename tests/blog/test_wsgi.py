from __future__ import annotations

import pytest

from tests.site import environment, run


def test_a_server_is_told_to_give_up_when_settings_are_wrong(tmp_path):
    """gunicorn starts a worker again for ever, unless it ends with 3."""
    done = run("-c", "import blog.wsgi", env=environment(tmp_path, SECRET_KEY=""))
    assert done.returncode == 3
    assert done.stderr.startswith("SECRET_KEY is not set.")
    assert "Traceback" not in done.stderr


def test_it_is_a_wsgi_application_whatever_the_server(tmp_path):
    ask = (
        "from blog.wsgi import application; from wsgiref.validate import validator; validator(application); print('ok')"
    )
    assert run("-c", ask, env=environment(tmp_path)).stdout == "ok\n"


@pytest.mark.parametrize(("remote", "status"), [("127.0.0.1", "200 OK"), ("203.0.113.9", "301 Moved Permanently")])
def test_only_a_proxy_of_ours_says_that_a_request_was_encrypted(tmp_path, remote, status):
    told = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "blog.example.org", "REMOTE_ADDR": remote}
    ask = (
        "from blog.wsgi import application; from wsgiref.util import setup_testing_defaults as fill;"
        f" environ = {told!r}; environ['PATH_INFO'] = '/robots.txt'; fill(environ);"
        " application(environ, lambda status, headers: print(status))"
    )
    assert run("-c", ask, env=environment(tmp_path, SITE_URL="https://blog.example.org")).stdout.strip() == status
