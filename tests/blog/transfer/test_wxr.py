"""Reading exports: every field, every version, every kind of wrong file."""

import resource
from pathlib import Path

import pytest

from blog.transfer import wxr
from blog.transfer.records import Author, Item, Note, Site, Term
from tests.blog.transfer.files import a_file, a_reply, an_item
from tests.blog.transfer.generate import FOOT, HEAD, write


def read(path):
    return list(wxr.read(path))


def of(kind, records):
    return [record for record in records if isinstance(record, kind)]


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "file.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def test_the_site_comes_before_everything_else(tmp_path):
    records = read(a_file(tmp_path, an_item()))
    assert isinstance(records[0], Site)
    assert records[0].title == "The Long Way Home"
    assert records[0].base_blog_url == "https://old.example.org"
    assert records[0].version == "1.2"
    assert of(Author, records)[0].login == "alice"
    assert of(Author, records)[0].id == 1


def test_an_item_has_its_fields_its_comments_and_its_line(tmp_path):
    path = a_file(tmp_path, an_item(7, a_reply(3), a_reply(4, 3), title="Tea & bread"))
    found = of(Item, read(path))[0]
    assert (found.id, found.title, found.status, found.type) == (7, "Tea & bread", "publish", "post")
    assert [(c.id, c.parent, c.author) for c in found.comments] == [(3, 0, "Bob"), (4, 3, "Bob")]
    assert "<item>" in path.read_text().splitlines()[found.line - 1]
    assert "<wp:comment>" in path.read_text().splitlines()[found.comments[1].line - 1]


def test_metadata_and_terms_belong_to_what_they_stand_in(tmp_path):
    meta = "<wp:{0}><wp:meta_key>{1}</wp:meta_key><wp:meta_value><![CDATA[{2}]]></wp:meta_value></wp:{0}>"
    reply = a_reply(3).replace("</wp:comment>", meta.format("commentmeta", "mood", "good") + "</wp:comment>")
    tag = '<category domain="post_tag" nicename="old-bread"><![CDATA[Old bread]]></category>'
    found = of(Item, read(a_file(tmp_path, an_item(7, reply, tag, meta.format("postmeta", "_x", "1")))))[0]
    assert found.meta == [("_x", "1")]
    assert found.comments[0].meta == (("mood", "good"),)
    assert [(term.taxonomy, term.slug, term.name) for term in found.terms] == [("post_tag", "old-bread", "Old bread")]


def test_categories_tags_and_terms_of_the_site_are_read(tmp_path):
    head = HEAD + (
        "<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>a</wp:category_nicename>"
        "<wp:category_parent>b</wp:category_parent><wp:cat_name><![CDATA[A]]></wp:cat_name></wp:category>"
        "<wp:tag><wp:tag_slug>t</wp:tag_slug><wp:tag_name>T</wp:tag_name></wp:tag>"
        "<wp:term><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_slug>m</wp:term_slug></wp:term>"
    )
    found = of(Term, read(a_file(tmp_path, head=head)))
    assert [(t.taxonomy, t.slug, t.name, t.parent) for t in found] == [
        ("category", "a", "A", "b"),
        ("post_tag", "t", "T", ""),
        ("nav_menu", "m", "", ""),
    ]


def test_the_picture_of_the_channel_does_not_rename_the_site(tmp_path):
    head = HEAD + "<image><url>https://x.example/i.png</url><title>Icon</title><link>https://x.example</link></image>"
    assert of(Site, read(a_file(tmp_path, an_item(), head=head)))[0].title == "The Long Way Home"


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_version_is_read_by_its_namespace(tmp_path, version, scheme):
    text = a_file(tmp_path, an_item(5, a_reply(1))).read_text()
    text = text.replace("http://wordpress.org/export/1.2/", f"{scheme}://wordpress.org/export/{version}/")
    found = of(Item, read(written(tmp_path, text)))[0]
    assert (found.id, len(found.comments)) == (5, 1)


def test_a_missing_version_is_noted_and_read_on(tmp_path):
    text = a_file(tmp_path, an_item()).read_text().replace("<wp:wxr_version>1.2</wp:wxr_version>", "")
    records = read(written(tmp_path, text))
    assert len(of(Item, records)) == 1
    assert "version" in of(Note, records)[0].text


def test_control_characters_are_dropped_and_counted(tmp_path):
    path = a_file(tmp_path, an_item(1, a_reply(1, text="be\x0bfo\x08re")))
    records = read(path)
    assert of(Item, records)[0].comments[0].content == "before"
    assert "2 control characters" in of(Note, records)[0].text


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16"])
def test_other_encodings_are_read_as_they_are_named(tmp_path, encoding):
    text = a_file(tmp_path, an_item(title="Café")).read_text().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    assert of(Item, read(written(tmp_path, text, encoding)))[0].title == "Café"


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
WRONG = {
    "empty": (b"", "empty"),
    "white": (b" \n\t ", "empty"),
    "gzip": (b"\x1f\x8b\x08\x00rest", "gzip"),
    "zip": (b"PK\x03\x04rest", "zip"),
    "json": (b'{"posts": []}', "JSON"),
    "html": (b"<!DOCTYPE html><html><body>", "web page"),
    "text": (b"INSERT INTO wp_posts VALUES", "not XML"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "another kind"),
    "rss": (b'<rss version="2.0"><channel><title>x</title><item/></channel></rss>', "RSS feed"),
    "bomb": (HEAD.replace("<rss", BOMB + "<rss", 1) + FOOT, "document type"),
    "external": (HEAD.replace("<rss", EXTERNAL + "<rss", 1) + FOOT, "document type"),
    "undefined entity": (HEAD + "<item><title>&nbsp;</title></item>" + FOOT, "undefined entity"),
    "cut": (HEAD + an_item(1, a_reply(1))[:-60], "cut off"),
    "mismatched": (HEAD + "<item><title>x</item>" + FOOT, "mismatched tag"),
    "latin-1 said to be utf-8": ((HEAD + "<item><title>Café</title></item>" + FOOT).encode("latin-1"), "encoding"),
    "unknown encoding": (HEAD.replace("UTF-8", "klingon") + FOOT, "encoding"),
    "deep": (HEAD + "<a>" * 200, "nested too deeply"),
    "invalid reference": (HEAD + "<item><title>&#8;</title></item>" + FOOT, "invalid character"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_named_plainly(tmp_path, kind):
    text, words = WRONG[kind]
    with pytest.raises(wxr.WxrError) as error:
        read(written(tmp_path, text))
    assert words in str(error.value)


def test_an_error_names_its_line_and_column(tmp_path):
    text = HEAD + "<item>\n<title>x</item>" + FOOT
    with pytest.raises(wxr.WxrError) as error:
        read(written(tmp_path, text))
    assert error.value.line == HEAD.count("\n") + 2
    assert str(error.value).startswith(f"line {error.value.line}, column ")


def test_a_field_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(wxr, "MAX_FIELD", 200_000)
    with pytest.raises(wxr.WxrError, match="too long"):
        read(a_file(tmp_path, an_item(body="x" * 500_000)))


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = write(tmp_path / "large.xml", 400, 20_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(len(item.comments) for item in wxr.read(Path(path)) if isinstance(item, Item)) == 20_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # kilobytes; the file has 20,000
