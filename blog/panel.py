"""The panel: Django's admin under the blog's own name, in the order of its work, behind its own content policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.utils import get_next_redirect_url
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import at_work
from blog.backup import record
from blog.chores import attention as chores
from blog.chores import keeping
from blog.mail import attention as mail
from blog.mail.models import Letter
from blog.posts.context import current_site
from blog.posts.models import Post
from blog.version import version

# Where a model stands in the panel's menu; whatever is not named belongs to the house.
SECTIONS = {
    "discussion": (
        _("Discussion"),
        ["comments.discussion", "comments.houserule", "comments.cannedreply", "comments.phrase"],
    ),
    "writing": (_("Writing"), ["posts.post", "posts.picture", "posts.tag"]),
    "house": (
        _("House"),
        [
            "accounts.user",
            "comments.assignment",
            "mail.letter",
            "mail.incoming",
            "mail.donotmail",
        ],
    ),
}

# Tables of libraries: a person's own account pages show theirs, and of tasks the page "Mail" says what matters.
WITHHELD = {"account", "mfa", "socialaccount", "usersessions", "django_tasks_database", "django_rq"}

RECENT_DRAFTS = 3  # what one may have come back for

View = Callable[..., Any]


def with_panel_policy(view: View) -> View:
    """The one place where pages of the panel get their content policy (settings say what is in it, and why)."""
    return csp_update(settings.PANEL_CONTENT_SECURITY_POLICY)(view)  # type: ignore[arg-type]


class Panel(AdminSite):
    site_title = _("Panel")
    index_title = _("Panel")
    empty_value_display = "–"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site has one door; whoever is in and has no work in the panel is told so."""
        wanted = get_next_redirect_url(request) or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if self.has_permission(request):
            return redirect(wanted)
        return render(request, "account/no_panel.html", status=403)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label not in WITHHELD]
        super().register(ours, admin_class, **options)

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        return with_panel_policy(super().admin_view(view, cacheable))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        context["site_header"] = current_site(request).title
        if context["has_permission"]:
            context["my_role"] = at_work(request.user).label  # type: ignore[arg-type]
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        drafts = (
            Post.objects.filter(author_id=request.user.pk, status=Post.Status.DRAFT)
            .order_by("-updated_at")
            .without_text()
        )
        context = {
            "drafts": drafts[:RECENT_DRAFTS],
            "mail_notices": _mail_notices(request),
            "health": _health() if request.user.is_superuser else None,
        }
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The sections of the menu, in the order of the work. The page of one app keeps Django's own list."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        sections = {key: _models_of(key, apps, request.path) for key in SECTIONS}
        if request.user.is_superuser:
            sections["house"].append(_settings(request.path))
        return [
            {"app_label": key, "name": name, "app_url": "", "has_module_perms": True, "models": sections[key]}
            for key, (name, _order) in SECTIONS.items()
            if sections[key] or key == "discussion"  # the queue's link stands there for whoever has a queue
        ]


def _mail_notices(request: HttpRequest) -> list[str]:
    return [*mail.notices(), *chores.notices(), *record.notices()] if request.user.is_superuser else []


def _health() -> dict[str, Any]:
    """What can be told without asking anybody outside; `doctor` asks them."""
    return {
        "version": version(),
        "seen_at": keeping.last_beat(),
        "failing": len(chores.failing()),
        "letters_owed": Letter.objects.owed().count(),
        "letters_given_up": Letter.objects.given_up().count(),
        "backed_up_at": record.last_good(),
    }


def _settings(path: str) -> dict[str, Any]:
    """The page of settings, as an entry among the models."""
    address = reverse("settings")
    return {"name": _("Settings"), "admin_url": address, "is_current": path == address}


def _models_of(section: str, apps: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    places = {label: (key, place) for key, (_name, order) in SECTIONS.items() for place, label in enumerate(order)}
    found = []
    for model in (model for app in apps for model in app["models"]):
        key, place = places.get(model["model"]._meta.label_lower, ("house", len(places)))
        if key == section:
            address = model["admin_url"]
            is_current = bool(address) and path.startswith(address)
            found.append((place, {**model, "singular": model["model"]._meta.verbose_name, "is_current": is_current}))
    return [model for _place, model in sorted(found, key=lambda entry: entry[0])]
