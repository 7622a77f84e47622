"""The three exercise scenarios, worked in the Arabic window with what it offers: each step, each expected handling.

States, persons and references are fictional. With FOCALPOINT_PICTURES=FOLDER a picture of each step is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from focalpoint import language, reference
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.destinations import ToLibrary
from focalpoint.gui.main_window import MainWindow
from focalpoint.language import _, format_date
from focalpoint.services.casework import checklists, requests
from focalpoint.services.casework.checklists import CheckRow
from focalpoint.services.core import workspace
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from tests.gui.driver import Driver, Settle
from tests.helpers import vaults

BEGINNING = datetime(2026, 3, 1, 9, tzinfo=UTC)
SUBJECT = "قبض احتياطي على المشتبه به K"


@dataclass
class DayClock:
    """The clock of a training vault, which the trainer sets forward."""

    now: datetime = BEGINNING

    def day(self, number: int, hours: int = 0) -> str:
        self.now = BEGINNING + timedelta(days=number, hours=hours)
        return self.now.date().isoformat()


@pytest.fixture
def clock() -> DayClock:
    return DayClock()


@pytest.fixture
def arabic(appearance: Appearance) -> Iterator[None]:
    appearance.set_language("ar", keep=False)
    yield
    appearance.set_language("en", keep=False)


@pytest.fixture
def tamura(tmp_path: Path, clock: DayClock) -> Workspace:
    vaults.create(tmp_path, "tamura", now=lambda: clock.now).workspace.lock()
    return workspace.unlock(tmp_path / "tamura.focalpoint", vaults.PASSPHRASE, clock=Clock.at(lambda: clock.now))


def label(list_name: str, code: str) -> str:
    return reference.load().label(list_name, code, language.current())


def action(state: str) -> str:
    """Return the words of the button that leads to a state."""
    return str(reference.load().lists["lifecycle"].codes[state].more[f"action_{language.current()}"])


def part(driver: Driver, offer: str, **values: object) -> None:
    """Add a part of the dossier that is shown."""
    driver.tab("dossier")
    driver.offer(offer)
    driver.fill(**values)
    driver.save()


@pytest.mark.usefixtures("arabic")
def test_scenario_a_in_the_window(
    closed_window: MainWindow, tamura: Workspace, settle: Settle, clock: DayClock, tmp_path: Path
) -> None:
    day = clock.day
    closed_window.open(tamura)
    settle()
    driver = Driver(closed_window, settle, "a")
    # 1: an urgent e-mail under seal; what is missing is seen
    driver.open("request")
    driver.press("New request")
    driver.fill(
        type="P-02", sender="REG", own_ref="TRN-A-1", their_ref="TRN-ICC-7", received_on=day(0), subject=SUBJECT,
        classification="under_seal", alias="ملف 7-C", urgency="urgent", medium="email_encrypted",
        confirmation_needed=True,
    )  # fmt: skip
    driver.picture("register")
    driver.save()
    request = driver.record()
    driver.sees(_("Formal confirmation through the agreed channel is awaited."))
    driver.tab("checklist")
    location = next(row.label for row in _checklist(tamura, request) if "location" in _english(row.code))
    for row in _checklist(tamura, request):
        if row.label != location:
            driver.mark(row.label, "There")
    assert driver.scrolled() > 0, "the pane stays where the last line was ticked"
    driver.sees(language.ngettext("{n} thing is not there yet.", "{n} things are not there yet.", 1).format(n=1))
    driver.picture("checklist")
    driver.open("today")
    driver.sees(_("Formal confirmation awaited"), "ملف 7-C")
    driver.sees_not(SUBJECT)
    driver.picture("today")
    # 2: acknowledged; the location is asked of the Registry; a consultation, not a refusal
    day(0, 4)
    driver.open_line("TRN-A-1")
    for state in ("registered", "acknowledged", "under_review"):
        driver.step(action(state))
    driver.tab("checklist")
    driver.press("Draft the request for clarification")
    editor = driver.page().editor
    assert editor is not None
    assert editor.fields["organ"].value() == "REG", "the reply goes to the Registry, not to the Prosecutor"
    assert location in str(editor.fields["summary"].value())
    driver.fill(channel="embassy_the_hague")
    driver.picture("clarification")
    driver.save()
    part(driver, "New consultation", problem="المكان المحتمل للشخص", reason="INFO-INSUFF", opened_on=day(0, 4))
    driver.tab("checklist")
    driver.sees(label("guides", "97"))
    driver.picture("consultation")
    # 3: the note verbale confirms
    day(2)
    driver.press("Edit")
    driver.fill(confirmed_on=day(2))
    driver.save()
    driver.sees_not(_("Formal confirmation through the agreed channel is awaited."))
    # 4: arrested and brought before the judge; sixty days run; the rights gate the assignment
    part(driver, "New assignment", title="القبض على K", status="in_execution", due_on=day(6))
    part(driver, "New event", kind="provisional_arrest", on=day(6))
    part(driver, "New event", kind="brought_to_judge", on=day(6))
    driver.tab("clocks")
    driver.sees(label("clocks", "provisional_arrest"), format_date(day(66)))
    day(6)
    driver.picture("sixty-days")
    driver.tab("dossier")
    driver.open_line("القبض على K")
    driver.press("Edit")
    driver.fill(status="executed", done_on=day(6))
    driver.picture("rights-missing")
    assert label("rights", "interpreter") in driver.refused()
    rights = tuple(sorted(c for c, row in tamura.reference.lists["rights"].codes.items() if "P-02" in str(row.more)))
    driver.press("Edit")
    driver.fill(status="executed", done_on=day(6), rights=rights)
    driver.save()
    # 5: interim release is asked for: the Chamber is told, its recommendations are kept
    day(9)
    part(driver, "New event", kind="interim_release_asked", on=day(9))
    driver.tab("checklist")
    driver.sees(label("guides", "59"), label("guide_steps", "59.3"))
    driver.tick(label("guide_steps", "59.1"))
    assert driver.focused() == label("guide_steps", "59.1"), "one goes on where one was"
    driver.picture("interim-release")
    part(driver, "New event", kind="chamber_notified", on=day(9))
    # 6: a competing extradition: the steps of article 90, no way to a refusal
    day(15)
    part(driver, "New problem", title="طلب تسليم من أورفيتيا", ground="COMPETING-EXTRADITION", noticed_on=day(15))
    driver.tab("checklist")
    driver.sees(label("guides", "90"))
    driver.tick(label("guide_steps", "90.1"))
    driver.picture("competing")
    assert action("refused") not in driver.offered()
    # 7: the full request with its documents: the sixty days are met, the type changes
    day(40)
    part(driver, "New event", kind="documents_received", on=day(40))
    driver.press("Edit")
    driver.fill(type="P-01")
    driver.save()
    driver.tab("clocks")
    driver.sees(format_date(day(40)))
    driver.picture("documents")
    # 8: surrendered; the flight is the Court's cost; the reply
    day(53)
    part(driver, "New event", kind="surrender_ordered", on=day(52))
    part(driver, "New event", kind="surrendered", on=day(53))
    part(driver, "New cost", title="رحلة جوية", kind="surrender_transport", payer="court", amount=9000)
    part(driver, "New item", title="محضر التسليم", kind="original", collected_on=day(53))
    driver.tab("dossier")
    driver.picture("handover")
    for state in ("transmitted", "in_execution", "executed", "reply_sent"):
        driver.step(action(state))
    driver.tab("timeline")
    driver.sees(label("lifecycle", "reply_sent"))
    driver.picture("timeline")
    closed_window.lock()
    # the other State: an unscheduled landing, ninety-six hours
    vaults.create(tmp_path, "selvane", now=lambda: clock.now).workspace.lock()
    closed_window.open(
        workspace.unlock(tmp_path / "selvane.focalpoint", vaults.PASSPHRASE, clock=Clock.at(lambda: clock.now))
    )
    settle()
    driver.open("request")
    driver.press("New request")
    driver.fill(type="P-03", sender="REG", own_ref="TRN-S-1", received_on=day(52), subject="عبور K")
    driver.save()
    part(driver, "New event", kind="landing", on=day(52), time="07:00", zone="UTC")
    driver.tab("clocks")
    driver.sees(label("clocks", "unscheduled_landing"), "96")
    driver.picture("landing")
    assert driver.faults == []


def _checklist(ws: Workspace, request: str) -> list[CheckRow]:
    return checklists.checklist_of(ws, requests.get_request(ws, request), language.current())


def _english(code: str) -> str:
    return reference.load().label("checklist", code, "en").lower()


@pytest.mark.usefixtures("arabic")
def test_without_documents_the_sixty_days_run_out_in_the_open(
    closed_window: MainWindow, tamura: Workspace, settle: Settle, clock: DayClock
) -> None:
    closed_window.open(tamura)
    settle()
    driver = Driver(closed_window, settle, "a2")
    request = vaults.register(tamura, type="P-02", own_ref="TRN-A-2", received_on=clock.day(0))
    driver.open("request")
    driver.page().open(request)
    settle()
    part(driver, "New event", kind="provisional_arrest", on=clock.day(6))
    clock.day(67)
    driver.open("today")
    driver.sees(_("Time limits and assignments"), label("clocks", "provisional_arrest"))
    driver.picture("late")
    assert driver.faults == []


@pytest.mark.usefixtures("arabic")
def test_scenario_b_in_the_window(
    closed_window: MainWindow, tamura: Workspace, settle: Settle, clock: DayClock
) -> None:
    day = clock.day
    closed_window.open(tamura)
    settle()
    driver = Driver(closed_window, settle, "b")
    # 1: registered with its assets and the caveat that the owner is not told
    driver.open("request")
    driver.press("New request")
    driver.fill(
        type="C-k", sender="REG", own_ref="TRN-B-1", received_on=day(0), subject="تجميد أصول K",
        classification="confidential", caveats=("no_owner_notice",),
    )  # fmt: skip
    driver.picture("register")
    driver.save()
    driver.tab("checklist")
    driver.picture("checklist")
    # 2: an informal message starts and stops nothing
    driver.tab("clocks")
    before = driver.pane().findChild(QWidget, "clocks")
    assert before is not None
    told = [one.text() for one in before.findChildren(QLabel)]
    part(driver, "New communication", subject="من خبير في المحكمة", way="in", channel="informal", on=day(1))
    driver.tab("clocks")
    after = driver.pane().findChild(QWidget, "clocks")
    assert after is not None
    assert [one.text() for one in after.findChildren(QLabel)] == told
    driver.picture("informal")
    # 3: three assets, one in the brother's name
    day(5)
    part(driver, "New assignment", title="تتبع الأصول", status="executed", done_on=day(5))
    for title, kind in (("حساب 1", "account"), ("حساب 2", "account"), ("فيلا", "real_estate")):
        part(driver, "New asset", title=title, kind=kind, status="identified", third_party=title == "فيلا")
    driver.tab("dossier")
    driver.sees("فيلا", _("Assets"))
    driver.picture("assets")
    for state in ("registered", "acknowledged", "under_review", "transmitted"):
        driver.step(action(state))
    # 4: national law demands a link: the card of the library, a consultation, never a refusal
    day(9)
    part(
        driver, "New problem", title="القانون يشترط صلة بالجريمة", ground="ASSET-NEXUS", challenges=("ASSET-nexus",),
        noticed_on=day(9),
    )  # fmt: skip
    request = driver.record()
    driver.shell.show_page("library")
    settle()
    driver.shell.context.go.emit(ToLibrary("C-k"))
    settle()
    driver.sees("ICC-ACRed-01/16")
    driver.picture("case-law")
    driver.open("request")
    driver.page().open(request)
    settle()
    assert action("refused") not in driver.offered()
    # 5: three ways out, the conditions agreed, the next step with its day
    day(12)
    part(
        driver, "New consultation", problem="الصلة بالجريمة", reason="ASSET-NEXUS", opened_on=day(10),
        options="تطبيق النظام الأساسي مباشرة؛ الحفظ على أساس آخر؛ التجميد بحسب القيمة", conditions="بحسب القيمة",
        next_step="أمر المحكمة", next_on=day(20), outcome="conditions",
    )  # fmt: skip
    driver.tab("clocks")
    driver.picture("consultation")
    # 6: two accounts frozen, the villa not: partly executed, and the order has a day of renewal
    day(20)
    driver.step(action("in_execution"))
    part(driver, "New assignment", title="تنفيذ التجميد", status="in_execution")
    driver.sees(_("The assignments are further than the request."))
    driver.picture("suggested")
    driver.step(action("partially_executed"))
    part(
        driver, "New order", number="TRN-7/2026", title="تجميد حسابين", kind="freeze", court="محكمة ابتدائية",
        made_on=day(20), expires_on="2026-09-30",
    )  # fmt: skip
    driver.tab("clocks")
    driver.sees(label("clocks", "order_renewal"), format_date("2026-09-30"))
    driver.picture("renewal")
    # 7: bank records in custody, given as a lead only; the reply goes to the Registry
    day(30)
    part(
        driver, "New item", title="كشوف مصرفية", kind="bank_record", lead_only=True, consent="lead_only", seal="TRN-S1"
    )
    part(driver, "New communication", subject="الرد", way="out", channel="embassy_the_hague", on=day(30))
    driver.step(action("reply_sent"))
    driver.picture("reply")
    # 8: a contribution order for which there is no law; its cause is counted without the case
    day(200)
    driver.press("New request")
    driver.fill(type="A-05", sender="REG", own_ref="TRN-B-2", received_on=day(200), subject="أمر مساهمة")
    driver.save()
    driver.tab("dossier")
    driver.offer("New link to a request")
    driver.fill(kind="follows", other=request)
    driver.save()
    part(
        driver, "New problem", title="لا أساس في القانون", ground="ASSET-CONTRIB-NOLAW",
        challenges=("ASSET-contribution-order",), noticed_on=day(200),
    )  # fmt: skip
    driver.sees("TRN-B-1")
    driver.picture("contribution-order")
    driver.open("law")
    driver.press("New provision")
    driver.fill(form="93-1-k", provision="أوامر المساهمة", status="gap", gap="لا نص")
    driver.save()
    driver.picture("legislation")
    assert driver.faults == []


@pytest.mark.usefixtures("arabic")
def test_scenario_c_in_the_window(
    closed_window: MainWindow, tamura: Workspace, settle: Settle, clock: DayClock, tmp_path: Path
) -> None:
    day = clock.day
    volunteer = vaults.create(tmp_path, "volunteer", now=lambda: clock.now).workspace
    vaults.introduce(tamura, volunteer, tmp_path, "partner")
    closed_window.open(tamura)
    settle()
    driver = Driver(closed_window, settle, "c")
    # 1: two linked requests
    numbers = {}
    for code, number, subject in (("C-d1", "TRN-C-1", "تبليغ قرار إلى W-17"), ("C-e", "TRN-C-2", "دعوة W-17")):
        driver.open("request")
        driver.press("New request")
        driver.fill(type=code, sender="REG", own_ref=number, received_on=day(0), subject=subject)
        driver.save()
        numbers[number] = driver.record()
    driver.tab("checklist")
    driver.picture("invitation")
    driver.tab("dossier")
    driver.offer("New link to a request")
    driver.fill(kind="same_person", other=numbers["TRN-C-1"])
    driver.save()
    driver.sees("TRN-C-1")
    # 2: a threat: an incident under a pseudonym, the urgency raised
    day(2)
    driver.open("incident")
    driver.press("New incident")
    driver.fill(title="تهديد W-17 في المنزل", kind="threat", on=day(2), request=numbers["TRN-C-1"], told=("REG",))
    driver.save()
    driver.picture("incident")
    driver.open("request")
    driver.page().open(numbers["TRN-C-1"])
    settle()
    driver.press("Edit")
    driver.fill(urgency="life_at_risk")
    driver.save()
    driver.sees(label("urgencies", "life_at_risk"))
    # 3 and 4: served elsewhere, as agreed; the proof in custody
    part(
        driver, "New consultation", problem="سلامة الشاهد", reason="SECURITY", opened_on=day(2), closed_on=day(4),
        conditions="التبليغ عن طريق وحدة المجني عليهم والشهود", outcome="other_manner",
    )  # fmt: skip
    part(driver, "New item", title="إثبات التبليغ موقّعاً", kind="service_proof", collected_on=day(5))
    driver.tab("dossier")
    driver.picture("served")
    for state in ("registered", "acknowledged", "under_review", "transmitted", "in_execution", "executed"):
        driver.step(action(state))
    path = vaults.send(tamura, volunteer, [("request", numbers["TRN-C-1"])], tmp_path / "to-volunteer.fpbundle")
    assert path.is_file()
    # 8: the volunteer's laptop is seized: what it could read is told, and its card counts no more
    day(60)
    driver.open("exchange")
    driver.press("Card and rights…")
    driver.press("What this laptop could read…")
    driver.sees("TRN-C-1")
    driver.sees_not("TRN-C-2")
    driver.picture("could-read")
    driver.close()
    driver.press("Revoke this laptop…")
    driver.answer("ضُبط الحاسوب عند الحدود")
    driver.press("Revoke")
    assert peers.peer(tamura, volunteer.device).state == "revoked"
    driver.picture("revoked")
    volunteer.lock()
    closed_window.lock()
    # 5 to 7: in Selvane: voluntary, with criteria, an agreement of which only the existence is told
    vaults.create(tmp_path, "selvane", now=lambda: clock.now).workspace.lock()
    closed_window.open(
        workspace.unlock(tmp_path / "selvane.focalpoint", vaults.PASSPHRASE, clock=Clock.at(lambda: clock.now))
    )
    settle()
    driver.open("request")
    driver.press("New request")
    driver.fill(
        type="V-01", sender="VWS", own_ref="TRN-SEL-9", received_on=day(8), subject="استقبال شاهد",
        classification="under_seal", alias="ملف 3",
    )  # fmt: skip
    driver.save()
    driver.tab("checklist")
    driver.picture("relocation")
    part(driver, "New cost", title="السكن", kind="ordinary", payer="fund", amount=12000)
    driver.open("agreement")
    driver.press("New agreement")
    driver.fill(title="ترتيب خاص", kind="relocation", status="signed", confidential=True)
    driver.save()
    driver.picture("agreement")
    assert driver.faults == []
