from blog.transfer import wxr
from blog.transfer.records import Item
from tests.blog.transfer.generate import export, write


def test_the_same_seed_gives_the_same_file_of_the_asked_size(tmp_path):
    items = [record for record in wxr.read(write(tmp_path / "x.xml", 3, 20)) if isinstance(record, Item)]
    assert [len(item.comments) for item in items] == [7, 7, 6]
    assert any(comment.parent for item in items for comment in item.comments)
    assert "".join(export(3, 20)) == "".join(export(3, 20)) != "".join(export(3, 20, seed=2))
