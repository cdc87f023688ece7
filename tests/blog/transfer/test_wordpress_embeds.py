"""Players and foreign frames as links to what they show."""

import pytest

from blog.transfer.wordpress_embeds import IMAGE_FILE, background_address, embed_address, file_name


@pytest.mark.parametrize(
    ("src", "expected"),
    [
        ("https://www.youtube.com/embed/abc_DEF-123?rel=0&start=5", "https://www.youtube.com/watch?v=abc_DEF-123"),
        ("//www.youtube-nocookie.com/embed/abcdef", "https://www.youtube.com/watch?v=abcdef"),
        ("http://youtube.com/v/abcdef&fs=1", "https://www.youtube.com/watch?v=abcdef"),
        ("https://player.vimeo.com/video/123?h=1", "https://vimeo.com/123"),
        ("https://www.dailymotion.com/embed/video/x7abc", "https://www.dailymotion.com/video/x7abc"),
        (" https://maps.example/embed?q=1 ", "https://maps.example/embed?q=1"),
    ],
)
def test_it_leads_to_the_page_where_people_see_it(src, expected):
    assert embed_address(src) == expected


@pytest.mark.parametrize(
    "src", ["", "about:blank", "javascript:alert(1)", "/local", "data:text/html,x", "https://a b", 'https://a"b', "//"]
)
def test_what_leads_nowhere_is_no_link(src):
    assert embed_address(src) == ""


def test_a_name_that_only_begins_like_a_player_is_its_own_site():
    assert embed_address("https://evil.example/www.youtube.com/embed/abcdef").startswith("https://evil.example/")


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("background-image:url(/c.jpg)", "/c.jpg"),
        ("color:red;BACKGROUND: url( '/c d.jpg' ) no-repeat", "/c d.jpg"),
        ('background:url("https://a.example/c.jpg")', "https://a.example/c.jpg"),
        ("background:red", ""),
        ("list-style:url(/c.jpg)", ""),
        ("", ""),
    ],
)
def test_the_picture_behind_a_box_is_found_in_its_style(style, expected):
    assert background_address(style) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/2012/y%20z.jpg?w=300", "y z.jpg"),
        ("https://a.example/", "https://a.example/"),
        ("x.jpg", "x.jpg"),
        ("https://[broken/x.jpg", "https://[broken/x.jpg"),
    ],
)
def test_a_picture_without_words_is_called_by_its_file(address, expected):
    assert file_name(address) == expected


def test_a_link_to_a_picture_is_told_from_a_link_to_a_page_about_one():
    assert IMAGE_FILE.search("/x.JPEG?w=1")
    assert IMAGE_FILE.search("/x.webp")
    assert not IMAGE_FILE.search("/x.jpg.html")
    assert not IMAGE_FILE.search("/jpg/")
