"""The main job in Spanish, on the smallest phone, and by keyboard alone: all three at once."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, PATIENCE_MS, Open
from tests.browser.make_sample import draw, photograph
from tests.browser.screenshots import PAGES
from tests.browser.test_access import tab_to, too_wide

SMALL = {"width": 320, "height": 640}
RECIPE = "Receta de la abuela.png"


def fits(page: Page) -> None:
    """Nothing is cut off, and what has the focus is in sight."""
    assert too_wide(page) <= 0, page.url
    expect(page.locator(":focus")).to_be_in_viewport()


def test_from_the_first_page_to_a_digit(open_site: Open, tmp_path: Path) -> None:
    photograph(draw(*PAGES[RECIPE])).save(tmp_path / RECIPE)
    page = open_site(locale="es-ES", size=SMALL)
    page.on("filechooser", lambda _: None)  # asks Chromium early to hand over its choosers, not just as one opens
    assert page.locator("html").get_attribute("lang") == "es"

    tab_to(page, "Empezar con una página")
    fits(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Crear una cuenta")
    typed = {
        "Nombre": "Íñigo",
        "Correo electrónico": f"{secrets.token_hex(6)}@example.org",
        "Contraseña": PASSWORD,
        "Contraseña otra vez": PASSWORD,
    }
    for label, text in typed.items():
        tab_to(page, label)
        fits(page)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Tu cuenta está lista.")).to_be_visible()
    expect(page.get_by_label("Correo electrónico")).to_have_value(typed["Correo electrónico"])
    tab_to(page, "Contraseña")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Qué bueno verte, Íñigo.")

    tab_to(page, "Elegir archivos")
    fits(page)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(tmp_path / RECIPE)
    expect(page.locator(".card .excerpt")).to_contain_text("Sopa de ajo", timeout=PATIENCE_MS)
    tab_to(page, "Receta de la abuela")
    fits(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Reproducir")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".reading-text")).to_have_attribute("lang", "es")
    expect(page.locator(".reading-text")).to_contain_text("dora seis dientes de ajo")
    expect(page.locator(".facts")).to_contain_text(re.compile(r"\d+ palabras · español"))

    page.keyboard.press("Space")
    expect(page.locator(".word.heard")).to_be_in_viewport()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Reproducir")).to_be_visible()
    walk_to_a_word_and_start_there(page)
    fits(page)

    tab_to(page, "Dígitos", backwards=True)
    fits(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Un dígito, a mano")
    tab_to(page, "Probar un 7")
    fits(page)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict .digit")).to_have_text("7", timeout=PATIENCE_MS)
    expect(page.locator(".verdict")).to_contain_text("de seguridad")
    assert too_wide(page) <= 0


def walk_to_a_word_and_start_there(page: Page) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.reading-text')"):
            break
    page.keyboard.press("End")
    last = page.locator(".word").last.text_content() or ""
    expect(page.locator(".word.cursor")).to_have_text(last)
    page.keyboard.press("F2")
    dialog = page.get_by_role("dialog", name="Corregir una palabra")
    expect(dialog.get_by_label("Dice")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".word.heard")).to_have_text(last)
