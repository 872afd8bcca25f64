"""A member of the committee brings the matrix as a file, hears what is wrong, and publishes what is right."""

from playwright.sync_api import FilePayload, expect

from tests.browser.people import sign_in
from tests.browsers import NewPage
from tests.services import StartSite

FILE = "/commissie/okt-2021/M/bestand/"


def test_a_file_is_exported_changed_tried_and_becomes_the_draft(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = new_page(site.url)
    sign_in(page, "committee", site.accounts["committee"], FILE)
    with page.expect_download() as download:
        page.get_by_role("link", name="met puntkomma’s").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[13] == "13;M-500;2;"

    def bring(content: str) -> None:
        page.set_input_files(
            "#file", FilePayload(name="matrix.csv", mimeType="text/csv", buffer=content.encode("cp1252"))
        )
        page.get_by_role("button", name="Kijk het na").click()

    bring(text.replace("13;M-500;2;", "13;M-501;2;").replace("\n1;", "\n2;"))
    expect(page.get_by_role("alert")).to_contain_text("3 dingen kloppen niet")
    expect(page.get_by_role("row", name="14 ‘M-501’ is geen afstand")).to_be_visible()
    bring(text.replace("\n13;", "\n7,5;").replace("\n7;", "\n13;").replace("\n7,5;", "\n7;"))
    expect(page.get_by_text("van positie 13 naar 7")).to_be_visible()
    expect(page.locator("#preview-M tbody tr").nth(6)).to_contain_text("Kai Verbij")
    page.get_by_role("button", name="Maak dit het ontwerp").click()
    expect(page.locator("#draft .line").nth(6)).to_contain_text("was 13")
    page.reload()
    expect(page.locator("#draft .line").nth(6)).to_contain_text("was 13")
