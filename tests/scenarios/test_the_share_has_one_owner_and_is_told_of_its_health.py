"""One workspace for one share, taken over on purpose only; health told on the share and by `ecoclic doctor`."""

from __future__ import annotations

import json
import shutil
import socket
import time

import pytest

from tests.drivers.product import QUICK, Product, Running, wait_until

pytestmark = pytest.mark.scenario


@pytest.fixture
def product(tmp_path):
    made = Product(tmp_path / "travail")
    made.root.mkdir()
    (made.root / "ecoclic.toml").write_text(QUICK, encoding="utf-8")
    made.must("init", made.root)
    return made


@pytest.fixture
def rival(product, tmp_path):
    """Another workspace whose settings name the same share."""
    other = Product(tmp_path / "rival")
    other.root.mkdir()
    (other.root / "ecoclic.toml").write_text(QUICK, encoding="utf-8")
    other.must("init", other.root)
    (other.root / "ecoclic.toml").write_text(f'share = "{product.share}"\n{QUICK}', encoding="utf-8")
    return other


def told(product: Product) -> str:
    return (product.share / "A-LIRE.txt").read_text(encoding="utf-8-sig").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("command", [["run", "--once"], ["run"], ["init"], ["campaign", "create", "x", "--respondents", "liste.csv"]])
def test_a_second_workspace_refuses_to_start_and_says_why(rival, command):
    (rival.root / "liste.csv").write_text("INSEE;Nom\n01001;X\n", encoding="utf-8")
    arguments = [str(rival.root / each) if each.endswith(".csv") else each for each in command]
    outcome = rival.ecoclic(*arguments, *([str(rival.root)] if command == ["init"] else []))
    assert outcome.code == 1
    assert "appartient à un autre espace de travail" in outcome.err
    assert "ecoclic adopt" in outcome.err


def test_adopting_asks_first_then_takes_over_and_keeps_the_old_mark(product, rival):
    before = (product.share / ".ecoclic-partage.json").read_bytes()
    asked = rival.ecoclic("adopt")
    assert asked.code == 1
    assert "--yes" in asked.err
    assert (product.share / ".ecoclic-partage.json").read_bytes() == before
    rival.must("adopt", "--yes")
    rival.must("run", "--once")
    assert product.ecoclic("run", "--once").code == 1
    (kept,) = product.share.glob(".ecoclic-partage-*.json")
    assert kept.read_bytes() == before
    assert "rien à faire" in rival.must("adopt").out


def test_a_running_service_whose_share_is_taken_over_stops_by_itself(product, rival):
    with Running(product) as running:
        wait_until(lambda: "Dernier relevé" in told(product))
        rival.must("adopt", "--yes")
        stopped = running.ended()
    assert stopped.code == 1
    assert "appartient à un autre espace de travail" in stopped.out


def test_the_share_tells_how_it_works_and_what_to_do(product):
    assert "déposez les questionnaires reçus" in told(product)
    product.drop(b"Bonjour", "lettre.odt")
    product.must("run", "--once")
    assert "À revoir (« 4-a-revoir ») : 1 fichier." in told(product)
    for path in (product.share / "4-a-revoir").iterdir():
        path.unlink()
    product.must("run", "--once")
    assert "rien, tout est à jour" in told(product)


def test_what_waits_is_told_while_the_service_runs(product):
    with Running(product) as running:
        wait_until(lambda: "Dernier relevé" in told(product))
        (product.share / "2-retours" / ".~lock.ouvert.odt#").write_bytes(b"")
        product.drop(b"x", "ouvert.odt")
        wait_until(lambda: "En attente de lecture : 1 fichier." in told(product))
        (product.share / "2-retours" / ".~lock.ouvert.odt#").unlink()
        wait_until(lambda: "En attente de lecture : aucun fichier." in told(product))
        assert running.stop().code == 0


def test_a_copy_that_pauses_is_waited_for(product):
    """Quiet for long enough to be taken, but for its end."""
    with Running(product) as running:
        wait_until(lambda: "Dernier relevé" in told(product))
        product.drop(b"PK\x03\x04" + bytes(500), "en-cours.odt")
        time.sleep(1.5)
        assert product.dropped() == ["en-cours.odt"]
        product.drop(b"finalement du texte", "en-cours.odt")
        wait_until(lambda: product.dropped() == [])
        assert running.stop().code == 0


def test_systemd_is_told_that_the_loop_turns_and_ends(product, monkeypatch, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with Running(product) as running:
            heard = [supervisor.recv(100) for _ in range(4)]
            assert running.stop().code == 0
        supervisor.settimeout(1)
        while heard[-1] != b"STOPPING=1":
            heard.append(supervisor.recv(100))
    assert heard[0] == b"READY=1"
    assert set(heard[1:-1]) == {b"WATCHDOG=1"}


class TestDoctor:
    def findings(self, product: Product) -> tuple[int, dict[str, list[str]]]:
        outcome = product.ecoclic("doctor", "--json")
        found = json.loads(outcome.out)
        assert found["healthy"] is (outcome.code == 0)
        return outcome.code, {
            verdict: [each["found"] for each in found["findings"] if each["verdict"] == verdict] for verdict in ("right", "advice", "fault")
        }

    def test_a_sound_workspace_is_told_so_and_left_as_it_was(self, product):
        before = product.files()
        outcome = product.must("doctor")
        assert "Tout est en place." in outcome.out
        assert product.files() == before

    def test_an_absent_share_is_a_fault_with_a_remedy_and_is_never_made(self, product):
        product.share.rename(product.root / "ailleurs")
        outcome = product.ecoclic("doctor")
        assert outcome.code == 1
        assert "absent" in outcome.out
        assert "monté" in outcome.out
        assert not product.share.exists()

    def test_a_single_run_without_the_share_fails_so_that_whatever_calls_it_knows(self, product):
        away = product.share.rename(product.root / "ailleurs")
        outcome = product.ecoclic("run", "--once")
        assert (outcome.code, "absent" in outcome.out) == (1, True)
        away.rename(product.share)
        assert product.ecoclic("run", "--once").code == 0

    def test_the_share_of_another_is_a_fault(self, rival):
        code, found = self.findings(rival)
        assert code == 1
        assert any("appartient à un autre" in each for each in found["fault"])

    def test_a_missing_folder_is_named(self, product):
        shutil.rmtree(product.share / "4-a-revoir")
        code, found = self.findings(product)
        assert code == 1
        assert any("4-a-revoir" in each for each in found["fault"])

    def test_a_damaged_ledger_is_a_fault(self, product):
        ledger = product.root / ".etat" / "registre.sqlite"
        data = bytearray(ledger.read_bytes())
        data[4096 : 3 * 4096] = bytes(range(256)) * 32
        ledger.write_bytes(data)
        code, found = self.findings(product)
        assert code == 1
        assert found["fault"]
