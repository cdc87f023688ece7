from __future__ import annotations

from collections.abc import Iterator

from blog.doctor.findings import Finding, found_by, well


def test_a_check_that_breaks_is_a_finding_itself():
    def breaks() -> Iterator[Finding]:
        yield well("a", "b")
        raise RuntimeError("odd")

    (finding,) = found_by("thing", breaks)
    assert (finding.about, finding.state) == ("thing", "ill")
    assert "RuntimeError: odd" in finding.says
