"""Accounts on the page: errors beside their fields, a profile, and an end."""

from __future__ import annotations

from collections.abc import Callable

import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Person


def error_of(page: Page, label: str):  # type: ignore[no-untyped-def]
    field = page.get_by_label(label, exact=True)
    described = (field.get_attribute("aria-describedby") or "").split()[-1]
    return page.locator(f"#{described}")


def test_errors_stand_beside_their_fields_and_what_was_typed_stays(open_site: Open, reader: Person) -> None:
    page = open_site("#/register")
    page.get_by_role("button", name="Make my account").click()
    expect(error_of(page, "Name")).to_have_text("Tell us your name.")
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("Email").fill(reader.email.upper())
    page.get_by_label("Password", exact=True).fill("blue teapot")
    page.get_by_label("Password again").fill("blue teapots")
    page.get_by_role("button", name="Make my account").click()
    expect(error_of(page, "Password again")).to_have_text("The two passwords are not equal.")
    expect(error_of(page, "Name")).to_be_hidden()
    page.get_by_label("Password again").fill("blue teapot")
    page.get_by_role("button", name="Make my account").click()
    expect(error_of(page, "Email")).to_contain_text("There is an account with this email already")
    expect(page.get_by_label("Name")).to_have_value("Ana")


def test_a_wrong_password_says_nothing_of_which(open_site: Open, reader: Person) -> None:
    page = open_site("#/login")
    for email in (reader.email, "nobody@example.org"):
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill("wrong password")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_have_text("Email or password is wrong. Check both and try again.")
        expect(page.get_by_label("Email")).to_have_value(email)
        page.reload()


def test_name_password_and_end(open_site: Open, new_person: Callable[[str], Person]) -> None:
    person = new_person("Ana")
    page = open_site("#/account", person=person)
    page.get_by_role("textbox", name="Name").fill("Ana María")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_have_text("Your name is saved.")

    page.get_by_label("Current password").fill("not this")
    page.get_by_label("New password").fill("green kettle 7")
    page.get_by_label("Password again").fill("green kettle 7")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("This is not your password.")).to_be_visible()
    page.get_by_label("Current password").fill(person.password)
    page.get_by_role("button", name="Change password").click()
    expect(page.locator(".toast")).to_have_text("Your password is changed.")

    page.get_by_role("link", name="Lector").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Ana María.")
    page.get_by_role("link", name="Account").click()
    end = page.get_by_role("region", name="Delete the account")
    expect(end).to_contain_text("All your documents")
    end.get_by_label("Password").fill("not this")
    end.get_by_role("button").click()
    expect(end.locator(".error, .problem").filter(has_text="password")).to_be_visible()
    end.get_by_label("Password").fill("green kettle 7")
    end.get_by_role("button").click()
    expect(page.get_by_role("link", name="Start with a page")).to_be_visible()
    expect(page.locator(".toast")).to_have_text("Your account is deleted.")


def test_logging_out_in_one_tab_ends_the_other(open_site: Open, new_person: Callable[[str], Person]) -> None:
    page = open_site("#/account", person=new_person("Ana"))
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("heading", level=1)).to_have_text("Your account")
    page.get_by_role("button", name="Log out").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Log in")


def test_a_session_that_the_server_ended_leads_to_the_log_in_and_back(
    open_site: Open, new_person: Callable[[str], Person]
) -> None:
    person = new_person("Ana")
    document = person.client.announce("letter.png", "image/png", 1000)["document"]
    page = open_site("#/account", person=person)
    token = person.session["token"]
    person.client.call("DELETE", "/sessions/current", headers={"Authorization": f"Bearer {token}"})
    page.goto(page.url.replace("#/account", f"#/documents/{document['id']}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("letter")
    assert "token" not in page.url


def test_a_forgotten_password(open_site: Open, reader: Person) -> None:
    page = open_site("#/login")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_role("button", name="Send the link").click()
    expect(error_of(page, "Email")).to_have_text("Fill in your email.")
    page.route("**/api/password-resets", lambda route: route.fulfill(status=202, json={"sent": True}))
    page.get_by_label("Email").fill(reader.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status").filter(has_text="a link is on its way")).to_be_visible()


def test_a_reset_link_that_does_not_work_says_so(open_site: Open) -> None:
    page = open_site("#/reset/made_up")
    page.get_by_label("New password").fill("green kettle 7")
    page.get_by_label("Password again").fill("green kettle 7")
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_role("alert")).to_contain_text("This link is wrong, used up or too old.")
    page.get_by_role("link", name="Ask for another link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forgotten password")


def test_a_reset_link_that_does_not_work_says_so_in_spanish(open_site: Open) -> None:
    page = open_site("#/reset/made_up", locale="es-ES")
    page.get_by_label("Contraseña nueva").fill("green kettle 7")
    page.get_by_label("Contraseña otra vez").fill("green kettle 7")
    page.get_by_role("button", name="Guardarla").click()
    expect(page.get_by_role("alert")).to_contain_text("Este enlace no es correcto")


def test_sessions_are_seen_and_ended(open_site: Open, new_person: Callable[[str], Person]) -> None:
    person = new_person("Ana")
    person.client.call("POST", "/sessions", json={"email": person.email, "password": person.password})
    page = open_site("#/account", person=person)
    sessions = page.get_by_role("region", name="Where you are logged in")
    expect(sessions.get_by_role("listitem")).to_have_count(2)
    expect(sessions).to_contain_text("here")
    sessions.get_by_role("button", name="End the session").click()
    expect(sessions.get_by_role("listitem")).to_have_count(1)


def test_a_key_is_shown_once_and_deleted(open_site: Open, address: str, new_person: Callable[[str], Person]) -> None:
    page = open_site("#/account", person=new_person("Ana"))
    keys = page.get_by_role("region", name="Keys for programs")
    keys.get_by_label("What it is for").fill("backup <script>")
    keys.get_by_label("It may").select_option("read")
    keys.get_by_role("button", name="Make a key").click()
    secret = keys.locator("code").inner_text()
    with_key = {"Authorization": f"Bearer {secret}"}
    assert requests.get(f"{address}/api/documents", headers=with_key, timeout=10).status_code == 200
    page.reload()
    expect(keys).to_contain_text("backup <script>")
    expect(keys.locator("code")).to_have_count(0)
    keys.get_by_role("button", name="Delete backup").click()
    expect(keys.get_by_role("listitem")).to_have_count(0)
    assert requests.get(f"{address}/api/documents", headers=with_key, timeout=10).status_code == 401
