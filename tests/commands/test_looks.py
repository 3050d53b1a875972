"""What looks odd is said before a fact is recorded, and it is recorded all the same."""

import pytest
from support.facts.given import SOURCE, TIKTOK, adopted
from support.programs.running import Ran, lines, ok

META = {
    "type": "platform-registered",
    "platform": "meta",
    "occurred": "2004",
    "details": {"name": "Meta", "services": ["facebook", "instagram", "whatsapp"]},
    "sources": [SOURCE],
}
FINE = ("-d", "amount=2000000", "--requirement", "local-office")


@pytest.fixture
def register(sqlite_url: str) -> str:
    ok("import", "-", database=sqlite_url, stdin=lines(META, TIKTOK, adopted("KZ-LAW")))
    return sqlite_url


def recorded(register: str, kind: str, occurred: str, *more: str) -> Ran:
    """A fact of Meta in Russia, recorded by the command."""
    where = ("--platform", "meta", "--jurisdiction", "RU", "--source-title", "a source")
    return ok("record", kind, *where, "--occurred", occurred, *more, database=register)


def looks(register: str, kind: str, occurred: str, *more: str) -> list[str]:
    """What is said of a fact that is recorded."""
    done = recorded(register, kind, occurred, *more)
    assert " recorded at position " in done.out
    return done.err.splitlines()


def test_a_service_that_the_platform_does_not_have_looks_odd(register: str) -> None:
    services = ("-d", "services=facebok", "-d", "services=instagram")
    assert looks(register, "block-imposed", "2022-03-04", *services) == [
        "look: meta has no service 'facebok'; the nearest is facebook."
    ]
    (odd,) = looks(register, "block-imposed", "2022-03-04", "-d", "services=threads")
    assert odd.endswith("no service 'threads'; known are facebook, instagram, whatsapp.")


def test_a_law_looks_odd_where_none_is_kept(sqlite_url: str) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(META))
    (odd,) = looks(sqlite_url, "block-imposed", "2022-03-04", "--legal-basis", "RU-149-FZ")
    assert odd.startswith("look: the law RU-149-FZ is not registered")


def test_a_service_that_was_added_is_one_of_the_platform(register: str) -> None:
    added = (
        *("record", "service-added", "--platform", "meta", "--occurred", "2023-07-05"),
        *("--source-title", "a source", "-d", "service=threads"),
    )
    assert ok(*added, database=register).err == ""
    assert looks(register, "block-imposed", "2024", "-d", "services=threads") == []


def test_a_free_detail_that_is_nearly_one_with_a_meaning_looks_odd(register: str) -> None:
    given = ("-d", "outcom=upheld", "-d", "topic=the ban")
    assert looks(register, "court-ruled", "2022-03-21", *given) == [
        "look: 'outcom' means nothing to a court-ruled; the nearest is outcome."
    ]
    given = ("-d", "outcome=upheld", "-d", "topic=it")
    assert looks(register, "court-ruled", "2022-03-21", *given) == []


def test_a_fact_that_finds_nothing_to_act_on_looks_odd_until_what_it_ends_is_there(
    register: str,
) -> None:
    (odd,) = looks(register, "block-lifted", "2022-05-01")
    assert odd == "look: it finds nothing to act on: there is no measure to lift."
    assert looks(register, "block-imposed", "2022-05-04") == []
    assert looks(register, "block-lifted", "2022-06-01") == []
    again = recorded(register, "block-lifted", "2022-06-01")
    assert (again.err, "was recorded already" in again.out) == ("", True)


def test_a_requirement_that_nobody_knows_looks_odd_once(register: str) -> None:
    demand = ("--requirement", "local-ofice", "--due", "2024")
    assert looks(register, "obligation-imposed", "2022-03-04", *demand) == [
        "look: no law and no fact knows the requirement 'local-ofice'; the nearest is local-office."
    ]
    met = ("--requirement", "local-ofice")
    assert looks(register, "requirement-met", "2023-03-04", *met) == []
    assert looks(register, "obligation-imposed", "2023", "--requirement", "local-office") == []


def test_a_day_in_the_future_looks_odd(register: str) -> None:
    (odd,) = looks(register, "statement-issued", "2222-03-04")
    assert odd.startswith("look: it is said to have happened on 2222-03-04, and today is 2")
    assert looks(register, "block-ordered", "2022-03-04", "-d", "effective=2222-01-01") == []


def test_a_due_day_before_the_fact_looks_odd(register: str) -> None:
    assert looks(register, "local-office-pledged", "2022-03-04", "--due", "2021") == [
        "look: due 2021 lies before the day on which it happened, 2022-03-04."
    ]
    assert looks(register, "local-office-pledged", "2023-03-04", "--due", "2023") == []


def test_a_fact_much_like_another_looks_odd_and_names_it(register: str) -> None:
    first = recorded(register, "block-threatened", "2022-03-04", "--actor", "A ministry")
    fact = first.out.partition(" ")[0]
    assert looks(register, "block-threatened", "2022-03-05", "--actor", "Минцифры") == [
        f"look: fact {fact} of 2022-03-04 says much the same."
    ]


@pytest.mark.parametrize(
    ("occurred", "other"),
    [
        ("2022-03-05", ("-d", "amount=3000000", "--requirement", "local-office")),
        ("2022-03-09", ("-d", "amount=2000000", "--requirement", "local-office")),
        ("2022-03-05", ("-d", "amount=2000000", "--requirement", "data-localization")),
        ("2022-03-05", (*FINE, "--order", "02-0001")),
        ("2022-03-05", (*FINE, "--legal-basis", "KZ-LAW")),
    ],
)
def test_what_is_about_something_else_is_not_like_it(
    register: str, occurred: str, other: tuple[str, ...]
) -> None:
    recorded(register, "fine-imposed", "2022-03-04", *FINE, "-d", "currency=RUB")
    assert looks(register, "fine-imposed", occurred, *other, "-d", "currency=RUB") == []


def test_what_looks_odd_is_part_of_the_answer_to_a_program(register: str) -> None:
    done = recorded(register, "block-lifted", "2022-05-01", "--format", "json")
    odd = "it finds nothing to act on: there is no measure to lift"
    assert (done.document["looks"], done.document["dry_run"]) == ([odd], False)
    assert done.err == f"look: {odd}.\n"
    plain = recorded(register, "block-imposed", "2022-03-04", "--format", "json")
    assert (plain.document["looks"], plain.err) == ([], "")
