"""The colours of pages: those of reports, which are tested for everybody's eyes."""

import re
from importlib import resources

import pytest

from reports.model import Tone

PAGES = resources.files("web.shell").joinpath("static/app.css").read_text(encoding="utf-8")
REPORTS = resources.files("reports.formats").joinpath("report.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_looks_the_same_on_a_page_and_in_a_report(tone: Tone) -> None:
    for name in (f"--{tone}", f"--{tone}-tint"):
        (both,) = re.findall(rf"{name}: light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", PAGES)
        assert list(both) == re.findall(rf"{name}: (#[0-9a-f]+);", REPORTS)
