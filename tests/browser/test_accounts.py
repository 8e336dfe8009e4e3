"""Accounts on the page: errors beside their fields, a profile, and an end."""

from __future__ import annotations

from collections.abc import Callable

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
    page.get_by_label("Password", exact=True).fill("secret")
    page.get_by_label("Password again").fill("secrets")
    page.get_by_role("button", name="Make my account").click()
    expect(error_of(page, "Password again")).to_have_text("The two passwords are not equal.")
    expect(error_of(page, "Name")).to_be_hidden()
    page.get_by_label("Password again").fill("secret")
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
    page.get_by_label("New password").fill("another one")
    page.get_by_label("Password again").fill("another one")
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
    end.get_by_label("Password").fill("another one")
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
