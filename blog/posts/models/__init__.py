"""Articles and pages, their tags, their pictures, their former addresses; the site's own name."""

from blog.posts.models.addresses import MAX_PATH, FormerAddress
from blog.posts.models.pictures import Picture
from blog.posts.models.post import Post, PostQuerySet
from blog.posts.models.site import Site
from blog.posts.models.tags import Tag

__all__ = ["MAX_PATH", "FormerAddress", "Picture", "Post", "PostQuerySet", "Site", "Tag"]
