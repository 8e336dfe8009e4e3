"""Those who guess gain nothing, and those whom they guess at lose nothing."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest

from chalicelib.container import Container
from chalicelib.domain.common_passwords import COMMON_PASSWORDS
from chalicelib.domain.guarding import Tries, after_another, network_of, visitor_address
from chalicelib.services.guarding import Guard
from tests.conftest import Answer, Person, StoppedClock


def guess(person: Person, times: int, email: str = "ana@example.org") -> Answer:
    for _ in range(times):
        answer = person.log_in(email, "wrong horse")
    return answer


@pytest.mark.parametrize("password", ["123456", "password", "Qwertyuiop", "trustno1", COMMON_PASSWORDS[-1]])
def test_a_password_that_everyone_tries_first_is_refused(visitor: Person, password: str) -> None:
    answer = visitor.register(password=password)
    assert (answer.status, list(answer.fields)) == (400, ["password"])


def test_three_thousand_are_refused() -> None:
    assert len(set(COMMON_PASSWORDS)) == len(COMMON_PASSWORDS) == 3000
    assert min(map(len, COMMON_PASSWORDS)) >= 6


def test_two_mistakes_cost_nothing(visitor: Person) -> None:
    visitor.register()
    assert guess(visitor, 2).status == 401
    assert visitor.log_in().status == 201


def test_further_ones_cost_a_second_and_then_twice_as_long_each_time(visitor: Person, clock: StoppedClock) -> None:
    visitor.register()
    guess(visitor, 3)
    waits = []
    for _ in range(12):
        refused = visitor.log_in()
        assert (refused.status, refused.error) == (429, "too_many_tries")
        waits.append(int(refused.headers["Retry-After"]))
        clock.pass_by(waits[-1])
        assert guess(visitor, 1).status == 401
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    clock.pass_by(900)
    assert visitor.log_in().status == 201
    assert guess(visitor, 2).status == 401, "all is forgotten"


def test_an_unknown_email_is_slowed_down_alike(visitor: Person) -> None:
    visitor.register()
    known, unknown = guess(visitor, 4), guess(visitor, 4, "nobody@example.org")
    assert (known.status, known.body) == (unknown.status, unknown.body)


def test_a_day_later_all_is_forgotten(visitor: Person, clock: StoppedClock) -> None:
    visitor.register()
    for _ in range(12):
        guess(visitor, 1)
        clock.pass_by(900)
    clock.pass_by(86_401)
    assert guess(visitor, 2).status == 401
    assert visitor.log_in().status == 201


def device_of(answer: Answer) -> str:
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["lector_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    return f"lector_device={cookie.value}"


def test_the_owner_gets_in_where_she_logged_in_before(visitor: Person) -> None:
    visitor.register()
    cookie = device_of(visitor.log_in())
    guess(Person(), 4)
    assert Person().log_in().status == 429
    body = {"email": "ana@example.org", "password": "correct horse"}
    assert Person().call("POST", "/sessions", body, Cookie=cookie).status == 201
    wrong = body | {"password": "wrong horse"}
    statuses = [Person().call("POST", "/sessions", wrong, Cookie=cookie).status for _ in range(4)]
    assert statuses == [401, 401, 401, 429], "a stolen browser does not guess for free"


def test_anothers_device_helps_nobody(visitor: Person, ben: Person) -> None:
    visitor.register()
    cookie = device_of(ben.log_in("ben@example.org"))
    guess(Person(), 4)
    body = {"email": "ana@example.org", "password": "correct horse"}
    assert Person().call("POST", "/sessions", body, Cookie=cookie).status == 429
    assert Person().call("POST", "/sessions", body, Cookie="lector_device=a.b.c").status == 429


def test_a_device_opens_nothing(visitor: Person) -> None:
    visitor.register()
    cookie = device_of(visitor.log_in())
    visitor.token = cookie.removeprefix("lector_device=")
    assert visitor.call("GET", "/users/me").status == 401


def test_who_stole_a_session_cannot_guess_the_password(ana: Person) -> None:
    for _ in range(3):
        assert ana.call("DELETE", "/users/me", {"password": "guess"}).status == 400
    assert ana.call("DELETE", "/users/me", {"password": "correct horse"}).status == 429
    assert Person().log_in().status == 201, "the owner logs in and ends that session"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "/users", {}), ("POST", "/sessions", {}), ("POST", "/password-resets", {})],
)
def test_an_address_has_its_limit(
    visitor: Person, container: Container, clock: StoppedClock, method: str, path: str, body: dict[str, str]
) -> None:
    container.__dict__["guard"] = Guard(container.guard._tries, clock, address_limit=3, speech_limit=3)
    assert [visitor.call(method, path, body).status for _ in range(5)] == [400, 400, 400, 429, 429]
    refused = visitor.call(method, path, body)
    clock.pass_by(int(refused.headers["Retry-After"]))
    assert visitor.call(method, path, body).status == 400


def test_of_parallel_tries_one_counts(container: Container) -> None:
    tries = container.guard._tries
    assert tries.write("x", Tries(), Tries(1, 5))
    assert not tries.write("x", Tries(), Tries(1, 5))
    assert tries.write("x", Tries(1, 5), Tries(2, 6))
    assert tries.get("x") == Tries(2, 6)
    tries.clear("x")
    assert tries.get("x") == Tries()


def test_waits_do_not_overflow() -> None:
    assert after_another(Tries(10**6), 0.0) == Tries(10**6 + 1, 900.0)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("not an address", ""),
    ],
)
def test_addresses_are_counted_by_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("", 0, "source"),
        ("forged", 0, "source"),
        ("forged, visitor, cloudfront", 1, "visitor"),
        ("visitor, cloudfront", 1, "visitor"),
        ("cloudfront", 1, "source"),
        ("", 1, "source"),
    ],
)
def test_who_is_behind_proxies_is_read_from_the_right(forwarded: str, proxies: int, address: str) -> None:
    assert visitor_address("source", forwarded, proxies) == address
