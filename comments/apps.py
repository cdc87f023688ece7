import re

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Discussions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """An article is read together with its discussion, though articles know nothing of one.

        And whoever sends mail, in whatever process, knows how our letters are written.
        """
        from django.db.models.signals import post_save

        from blog.posts import regional
        from blog.posts.models import Post

        from . import digests, news, notifications, resting, tree  # noqa: F401
        from .inbox import letters as inbox_letters  # noqa: F401
        from .people import measures, notes  # noqa: F401
        from .proofs import letters  # noqa: F401
        from .rules import plugged, setting  # noqa: F401
        from .staffmail import letters as staff_letters  # noqa: F401
        from .staffmail import published  # noqa: F401
        from .subscribing import articles  # noqa: F401
        from .subscribing import letters as subscribing_letters  # noqa: F401

        for related in ("discussion__defaults__policy", "discussion__policy"):
            if related not in Post.read_with:
                Post.read_with.append(related)
        regional.UNSPOKEN.append(re.compile(r"/comments/on/[0-9]+/count/$"))
        post_save.connect(tree.handed_over, sender=Post, dispatch_uid="comments.awaiting")
