"""Errors to a program: each has a status and a name, and says where in a body it is."""

import importlib
import pkgutil

import pytest

import aggregates
import evidence
import exchange
import integrity
import projections
import register
import reports
import web
from aggregates.errors import Problem, RegisterError
from web.shell.problems import STATUS, pointer, request_problems

FOLDERS = (aggregates, register, integrity, projections, reports, evidence, exchange, web)


def _kinds(kind: type[RegisterError]) -> set[type[RegisterError]]:
    return {kind, *(below for one in kind.__subclasses__() for below in _kinds(one))}


def test_every_error_of_the_register_has_a_status() -> None:
    for folder in FOLDERS:
        for module in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
            importlib.import_module(module.name)
    ours = {kind for kind in _kinds(RegisterError) if kind.__module__.split(".")[0] != "tests"}
    missing = sorted(kind.__name__ for kind in ours - {RegisterError} - STATUS.keys())
    assert not missing, "give each a status in web/shell/problems.py"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("$", ""),
        ("$.occurred", "/occurred"),
        ("$.sources[0].url", "/sources/0/url"),
        ("$.details['a b']", "/details/a b"),
        ("$.a/b", "/a~1b"),
    ],
)
def test_a_path_becomes_a_pointer(path: str, told: str) -> None:
    assert pointer(path) == told


def test_a_reason_has_a_code() -> None:
    problems = [
        Problem("$.a", "it is missing"),
        Problem("$.b", "there is no such field"),
        Problem("$.c", "no"),
    ]
    found = [one.code for one in request_problems(problems)]
    assert found == ["missing", "unknown-field", "invalid"]
