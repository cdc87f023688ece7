from __future__ import annotations

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
