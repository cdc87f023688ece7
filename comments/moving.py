"""Moving a thread to another article, or a reply with all below it out to be a thread of its own; and back again.

Its addresses, receipts and followers go with it. What it answered is not answered any more where it stands now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import awaiting, keeping, ledger, tally, tree
from .models import MAX_DEPTH, Act, Comment, Discussion, Subscription
from .transitions import acting_as, can_moderate, can_moderate_discussion

if TYPE_CHECKING:
    from accounts.models import User
    from blog.posts.models import Post

MOVE = "move"


class CannotMoveError(Exception):
    """It was left where it is; the message says why."""


def may_move(comment: Comment, user: User) -> bool:
    """May this person take it from where it is? The link and the guard ask this."""
    if comment.kind != Comment.Kind.COMMENT or not comment.is_awake:
        return False
    return can_moderate_discussion(user, comment.discussion)


def may_receive(post: Post, user: User) -> bool:
    """May this person put a thread below this article?"""
    if can_moderate(user):
        return True
    row = Discussion.objects.select_related("post", "defaults").filter(pk=post.pk).first()
    return can_moderate_discussion(user, row or Discussion(post=post))


def move(comment: Comment, post: Post, *, by: User, reason: str = "") -> Act:
    """A comment with all below it becomes the last thread of an article. Raises `CannotMoveError`."""
    with transaction.atomic():
        source, target, comment = _locked(comment, post.pk)
        if source == target and comment.level == 0:
            raise CannotMoveError(_("It is a thread of this article already."))
        before = _place(comment, source)
        if comment.level == 0 and keeping.unpin_moved(comment.pk, source):
            before["pinned"] = True
        before["roles"] = _carry(comment, source, target, None)
        role = acting_as(by, source)
        return ledger.enter(
            MOVE, by=by, role=role, reason=reason, comment_ids=[comment.pk], discussion_id=source.pk,
            about=f"{comment.name} → {post.title}"[:300], before=before,
        )  # fmt: skip


def _locked(comment: Comment, target_id: int) -> tuple[Discussion, Discussion, Comment]:
    """Both rows in order of key, and the comment as it is under them."""
    rows = {pk: tree.lock(pk) for pk in sorted({comment.discussion_id, target_id})}
    found = Comment.objects.filter(pk=comment.pk, discussion=comment.discussion_id).first()
    if found is None:
        raise CannotMoveError(_("Somebody moved it meanwhile. Look where it stands now."))
    return rows[comment.discussion_id], rows[target_id], found


def _place(comment: Comment, source: Discussion) -> dict[str, Any]:
    """What leads back: the number of its tree, or what it answers and what stood before it."""
    if comment.parent_id is None:
        return {"source": source.pk, "tree": comment.tree_id}
    older = Comment.objects.filter(parent=comment.parent_id, lft__lt=comment.lft).order_by("-lft")
    return {"source": source.pk, "parent": comment.parent_id, "after": older.values_list("pk", flat=True).first()}


def _carry(comment: Comment, source: Discussion, target: Discussion, back: dict[str, Any] | None) -> dict[str, str]:
    """Take it off one count, put it elsewhere, count it there. Returns the roles that are not what they were."""
    nodes = list(tree.branch(comment).defer("body", "body_html").select_related("user"))
    shown, left = [node for node in nodes if node.is_shown], comment.tree_id
    helpful = tree.branch(comment).aggregate(marks=Sum("helpful_count", default=0))["marks"]
    tally.change(source, [(node, -1) for node in shown])
    _count_marks(comment.tree_id, -helpful)
    _plant(comment, target, back)
    roles = _fit_roles(nodes, target, (back or {}).get("roles", {}))
    tree_id = Comment.objects.values_list("tree_id", flat=True).get(pk=comment.pk)
    for node in shown:
        node.tree_id = tree_id
    tally.change(target, [(node, 1) for node in shown])
    _count_marks(tree_id, helpful)
    awaiting.settle(source, [left])  # counted before it was gone, so it is looked at once more
    Subscription.objects.filter(root__in=[node.pk for node in nodes]).update(discussion=target)
    if any(node.kind == Comment.Kind.MENTION for node in nodes):
        for discussion in {source, target}:
            tally.count_mentions(discussion)
            tally.touch(discussion)
    return roles


def _plant(comment: Comment, target: Discussion, back: dict[str, Any] | None) -> None:
    if back is None or "tree" in back:
        tree.part(comment, target, back["tree"] if back else None)
        return
    parent = Comment.objects.get(pk=back["parent"])
    after = Comment.objects.filter(pk=back["after"], parent=parent).first()
    tree.graft(comment, parent, after)


def _count_marks(tree_id: int, step: int) -> None:
    Comment.objects.filter(tree_id=tree_id, level=0).update(tree_helpful=F("tree_helpful") + step)


def _fit_roles(nodes: list[Comment], target: Discussion, known: dict[str, str]) -> dict[str, str]:
    """Whoever wrote the one article did not write the other. Returns, by key, what was changed."""
    changed = {}
    for node in nodes:
        role = known.get(str(node.pk)) or _role(node, target)
        if node.role and role != node.role:
            changed[str(node.pk)], node.role = node.role, role
            Comment.objects.filter(pk=node.pk).update(role=role)
    return changed


def _role(node: Comment, target: Discussion) -> str:
    if not node.role or node.user is None:
        return node.role
    return Comment.Role.AUTHOR if node.user_id == target.post.author_id else Comment.Role.MODERATOR


def _may_undo(act: Act, user: User) -> bool:
    """For who decides in both places."""
    comment = act.comment
    if comment is None or act.discussion is None:
        return False
    return all(can_moderate_discussion(user, place) for place in (comment.discussion, act.discussion))


def _preview(act: Act, _user: User) -> list[str]:
    if act.comment is None or act.discussion is None:
        return []
    said = _("%(name)s’s thread goes back to “%(title)s”, to the place it had.")
    return [said % {"name": act.comment.name, "title": act.discussion.post.title}]


def _undo(act: Act, _user: User) -> ledger.Undone:
    comment = Comment.objects.filter(pk=act.comment_id).first()
    if comment is None or not act.before:
        return ledger.Undone(left=[_("This thread is not there any more.")])
    try:
        target, source, comment = _locked(comment, act.before["source"])
        if why := _why_not_back(comment, act.before):
            return ledger.Undone(left=[why])
        _carry(comment, target, source, act.before)
    except CannotMoveError as error:
        return ledger.Undone(left=[str(error)])
    if act.before.get("pinned"):
        keeping.pin_again(comment.pk, source)
    elif comment.pk in target.pinned:
        keeping.unpin_moved(comment.pk, target)
    return ledger.Undone(is_changed=True)


def _why_not_back(comment: Comment, before: dict[str, Any]) -> str:
    if comment.level:
        return _("It is no thread of its own any more.")
    if "tree" in before:
        return _("It is in its place already.") if comment.tree_id == before["tree"] else ""
    parent = Comment.objects.filter(pk=before["parent"], discussion=before["source"]).first()
    if parent is None or parent.tree_id == comment.tree_id:
        return _("What it answered stands elsewhere now, so it was left where it is.")
    deepest = tree.branch(comment).order_by("-level").values_list("level", flat=True).first() or 0
    if parent.level + 1 + deepest >= MAX_DEPTH:
        return _("It has grown too deep to go back, so it was left where it is.")
    return ""


ledger.register(ledger.Kind(MOVE, gettext_lazy("Moved a thread"), _may_undo, _preview, _undo))
