from blog.transfer.paper import Paper


def written(*acts):
    paper = Paper()
    for name, *arguments in acts:
        getattr(paper, name)(*arguments)
    paper.end()
    return "".join(paper.out)


def test_a_paragraph_exists_once_something_stands_in_it():
    assert written(("paragraph_break",), ("text", "  "), ("paragraph_break",)) == ""
    assert written(("paragraph_break",), ("text", "a")) == "<p>a</p>\n"


def test_a_space_between_words_stays_on_the_outside_of_tags():
    acts = [("text", "a"), ("open_inline", "em"), ("text", " b "), ("close_inline", "em"), ("text", "c")]
    assert written(*acts) == "<p>a <em>b</em> c</p>\n"


def test_breaks_at_the_end_of_a_paragraph_are_nothing():
    assert written(("text", "a"), ("line_break",), ("line_break",)) == "<p>a</p>\n"


def test_a_block_with_nothing_in_it_is_not_there():
    assert written(("open_block", "ul"), ("open_block", "li"), ("close_block", "li"), ("close_block", "ul")) == ""


def test_a_cell_outside_a_table_is_a_paragraph():
    assert written(("open_block", "td"), ("text", "a"), ("close_block", "td")) == "<p>a</p>\n"


def test_code_holds_no_blocks_only_lines():
    acts = [("open_block", "pre"), ("verbatim", "a"), ("open_block", "ul"), ("verbatim", "b"), ("close_block", "ul")]
    assert written(*acts, ("verbatim", "c"), ("close_block", "pre")) == "<pre>a\nb\nc</pre>\n"
    assert written(("open_block", "pre"), ("paragraph_break",), ("close_block", "pre")) == ""
