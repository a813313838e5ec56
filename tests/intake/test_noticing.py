import os
from itertools import count

import pytest

from intake.dropfolder import DropFolder, Listing, Oddity
from intake.noise import is_noise, locked_among
from intake.noticing import Caution, Noticer, Patience, Why, notice_once
from intake.records import Stamp

PATIENCE = Patience(quiet=10, empty=60, locked=300, recheck=1)


class Folder:
    """A drop folder made of words: what lies in it, and what was looked at."""

    def __init__(self, **stamps):
        self.stamps = {f"{name}.odt".encode(): stamp for name, stamp in stamps.items()}
        self.locked = set()
        self.odd = {}
        self.looked = []

    def put(self, name, size=10, mtime=1, inode=1):
        self.stamps[f"{name}.odt".encode()] = Stamp(size, mtime, inode)

    def remove(self, name):
        del self.stamps[f"{name}.odt".encode()]

    def listing(self):
        return Listing({path: stamp.inode for path, stamp in self.stamps.items()}, frozenset(self.locked), self.odd)

    def stamp(self, path):
        self.looked.append(path)
        return self.stamps[path]


@pytest.fixture
def folder():
    return Folder()


@pytest.fixture
def noticer():
    return Noticer(PATIENCE)


def look(noticer, folder, now):
    folder.looked.clear()
    return noticer.observe(folder.listing(), now, folder.stamp)


def ready(observations):
    return [drop.path.decode().removesuffix(".odt") for drop in observations.ready]


def why(observations):
    return [reason for _, reason in observations.waiting]


class TestStability:
    def test_a_file_is_taken_once_quiet_for_long_enough(self, noticer, folder):
        folder.put("a")
        assert [ready(look(noticer, folder, now)) for now in (0, 9.9, 10, 20)] == [[], [], ["a"], []]

    def test_a_single_look_is_never_enough(self, folder):
        folder.put("a")
        noticer = Noticer(Patience(quiet=0))
        assert why(look(noticer, folder, 0)) == [Why.SETTLING]
        assert ready(look(noticer, folder, 0)) == ["a"]

    @pytest.mark.parametrize("change", [{"size": 11}, {"mtime": 2}, {"inode": 2}])
    def test_any_change_starts_the_wait_again(self, noticer, folder, change):
        folder.put("a")
        look(noticer, folder, 0)
        folder.put("a", **change)
        assert [ready(look(noticer, folder, now)) for now in (9, 18, 19)] == [[], [], ["a"]]

    def test_a_date_in_the_future_or_the_past_does_not_matter(self, noticer, folder):
        folder.put("futur", mtime=2**62)
        folder.put("passe", mtime=-5)
        look(noticer, folder, 0)
        assert ready(look(noticer, folder, 10)) == ["futur", "passe"]

    def test_a_file_that_goes_is_forgotten(self, noticer, folder):
        folder.put("a")
        look(noticer, folder, 0)
        folder.remove("a")
        assert not look(noticer, folder, 5).busy
        folder.put("a")
        assert ready(look(noticer, folder, 12)) == []

    def test_a_file_gone_between_listing_and_look_is_passed_over(self, noticer, folder):
        folder.put("a")
        assert not noticer.observe(folder.listing(), 0, lambda _: None).busy


class TestEmptyFiles:
    def test_an_empty_file_is_waited_for_then_taken_as_it_is(self, noticer, folder):
        folder.put("vide", size=0)
        assert [why(look(noticer, folder, now)) for now in (0, 10, 59)] == [[Why.SETTLING], [Why.EMPTY], [Why.EMPTY]]
        assert ready(look(noticer, folder, 60)) == ["vide"]

    def test_one_that_fills_is_taken_when_quiet(self, noticer, folder):
        folder.put("a", size=0)
        look(noticer, folder, 0)
        folder.put("a", size=10, mtime=2)
        look(noticer, folder, 30)
        assert ready(look(noticer, folder, 40)) == ["a"]


class TestLocks:
    def test_a_file_held_open_waits_until_it_is_released(self, noticer, folder):
        folder.put("a")
        folder.locked = {b"a.odt"}
        look(noticer, folder, 0)
        assert why(look(noticer, folder, 50)) == [Why.LOCKED]
        folder.locked = set()
        observations = look(noticer, folder, 51)
        assert ready(observations) == ["a"]
        assert observations.ready[0].warnings == ()

    def test_a_lock_that_outlives_patience_is_overridden_with_a_warning(self, noticer, folder):
        folder.put("a")
        folder.locked = {b"a.odt"}
        assert [ready(look(noticer, folder, now)) for now in (0, 299)] == [[], []]
        assert look(noticer, folder, 300).ready[0].warnings == (Caution.LOCK_OUTLIVED,)


class TestOnce:
    def test_files_come_in_the_order_they_appeared(self, noticer, folder):
        folder.put("z")
        look(noticer, folder, 0)
        folder.put("b")
        folder.put("a")
        look(noticer, folder, 1)
        observations = look(noticer, folder, 11)
        assert ready(observations) == ["z", "a", "b"]
        assert [drop.first_pass for drop in observations.ready] == [1, 2, 2]

    def test_one_saved_again_under_its_name_is_a_new_drop(self, noticer, folder):
        folder.put("a", inode=1)
        look(noticer, folder, 0)
        look(noticer, folder, 10)
        folder.put("a", inode=2, mtime=2)
        assert why(look(noticer, folder, 20)) == [Why.SETTLING]
        observations = look(noticer, folder, 30)
        assert [drop.first_pass for drop in observations.ready] == [3]

    def test_one_overwritten_in_place_is_found_in_its_turn(self, noticer, folder):
        for name in "abc":
            folder.put(name)
        look(noticer, folder, 0)
        look(noticer, folder, 10)
        folder.put("c", size=99)
        found = [ready(look(noticer, folder, now)) for now in range(20, 60, 5)]
        assert [name for names in found for name in names] == ["c"]

    def test_known_files_are_looked_at_a_few_at_a_time(self, noticer, folder):
        for number in range(50):
            folder.put(f"f{number}")
        look(noticer, folder, 0)
        look(noticer, folder, 10)
        assert [len(look(noticer, folder, now) and folder.looked) for now in (20, 30)] == [1, 1]

    def test_one_that_could_not_be_taken_comes_back_after_a_quiet_time(self, noticer, folder):
        folder.put("a")
        look(noticer, folder, 0)
        look(noticer, folder, 10)
        noticer.again(b"a.odt")
        assert [ready(look(noticer, folder, now)) for now in (11, 20, 21)] == [[], [], ["a"]]

    def test_passes_go_on_from_the_ledger_s_last(self, folder):
        folder.put("a")
        noticer = Noticer(PATIENCE, first_pass=8)
        look(noticer, folder, 0)
        assert look(noticer, folder, 10).ready[0].first_pass == 8

    def test_oddities_are_told_once_while_they_last(self, noticer, folder):
        folder.odd = {b"lien.odt": Oddity.LINK}
        passes = [look(noticer, folder, now) for now in (0, 1)]
        assert [each.odd for each in passes] == [((b"lien.odt", Oddity.LINK),), ()]
        assert [each.unopened for each in passes] == [((b"lien.odt", Oddity.LINK),)] * 2
        folder.odd = {}
        look(noticer, folder, 2)
        folder.odd = {b"lien.odt": Oddity.LINK}
        assert len(look(noticer, folder, 3).odd) == 1


class TestASingleRun:
    def run(self, folder, changes=()):
        patience = Patience.for_once(quiet=2)
        clock = count(0, 2)
        steps = iter(changes)
        return notice_once(folder, Noticer(patience), patience, lambda: next(clock), lambda _: next(steps, lambda: None)())

    def test_takes_what_is_there(self, folder):
        folder.put("a")
        folder.put("vide", size=0)
        assert ready(self.run(folder)) == ["a", "vide"]

    def test_waits_for_one_still_being_written(self, folder):
        folder.put("a")
        assert ready(self.run(folder, [lambda: folder.put("a", size=20)])) == ["a"]

    def test_gives_up_on_one_that_never_stops_growing(self, folder):
        folder.put("a")
        sizes = count(20)
        observations = self.run(folder, [lambda: folder.put("a", size=next(sizes))] * 100)
        assert (ready(observations), why(observations)) == ([], [Why.SETTLING])

    def test_does_not_wait_for_one_held_open(self, folder):
        folder.put("a")
        folder.locked = {b"a.odt"}
        assert why(self.run(folder)) == [Why.LOCKED]

    def test_of_an_empty_folder_ends_at_once(self, folder):
        assert not self.run(folder, [lambda: pytest.fail("it slept")]).busy


class TestListing:
    def make(self, root, *names):
        for name in names:
            path = root / os.fsdecode(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")

    def test_reads_three_folders_deep_and_tells_of_the_fourth(self, tmp_path):
        self.make(tmp_path, b"a.odt", b"1/2/3/b.odt", b"1/2/3/4/c.odt")
        listing = DropFolder(tmp_path).listing()
        assert set(listing.files) == {b"a.odt", b"1/2/3/b.odt"}
        assert listing.odd == {b"1/2/3/4": Oddity.TOO_DEEP}

    def test_keeps_every_name_as_it_is(self, tmp_path):
        names = {
            b"-rf.odt",
            b"deux\nlignes.odt",
            b"\xff\xfe.odt",
            b"x" * 251 + b".odt",
            "é.odt".encode(),
            "e\u0301.odt".encode(),
            b"A.odt",
            b"a.odt",
            b"sans extension",
        }
        self.make(tmp_path, *names)
        folder = DropFolder(tmp_path)
        assert set(folder.listing().files) == names
        assert all(folder.stamp(name).size == 1 for name in names)

    def test_opens_nothing_that_is_no_file(self, tmp_path):
        self.make(tmp_path, b"vrai.odt", b"dossier.odt/x.odt")
        (tmp_path / "lien.odt").symlink_to("vrai.odt")
        (tmp_path / "lien").symlink_to(tmp_path)
        os.mkfifo(tmp_path / "tube.odt")
        listing = DropFolder(tmp_path).listing()
        assert set(listing.files) == {b"vrai.odt"}
        assert listing.odd == {
            b"lien.odt": Oddity.LINK,
            b"lien": Oddity.LINK,
            b"tube.odt": Oddity.SPECIAL,
            b"dossier.odt": Oddity.FOLDER_LIKE_A_FORM,
        }

    def test_leaves_noise_and_hidden_folders_alone(self, tmp_path):
        self.make(
            tmp_path, b"a.odt", b".stversions/a.odt", b"@eaDir/a.odt", b"__MACOSX/._a.odt", b"Thumbs.db", b"a.odt.part", b".~lock.a.odt#"
        )
        listing = DropFolder(tmp_path).listing()
        assert set(listing.files) == {b"a.odt"}
        assert listing.locked == {b"a.odt"}
        assert listing.odd == {}

    def test_a_lock_counts_in_its_own_folder_only(self, tmp_path):
        self.make(tmp_path, b"a.odt", b"sous/a.odt", b"sous/.~lock.a.odt#")
        assert DropFolder(tmp_path).listing().locked == {b"sous/a.odt"}

    def test_a_missing_root_is_an_error_not_an_empty_folder(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            DropFolder(tmp_path / "absent").listing()

    def test_a_folder_that_cannot_be_read_does_not_hide_the_others(self, tmp_path, monkeypatch):
        self.make(tmp_path, b"a.odt", b"ferme/b.odt", b"ouvert/c.odt")
        really = os.scandir

        def scandir(path):
            if path.endswith(b"ferme/"):
                raise PermissionError(13, "Permission denied")
            return really(path)

        monkeypatch.setattr(os, "scandir", scandir)
        listing = DropFolder(tmp_path).listing()
        assert set(listing.files) == {b"a.odt", b"ouvert/c.odt"}
        assert listing.odd == {b"ferme": Oddity.UNREADABLE}

    def test_every_oddity_is_told_in_a_sentence(self):
        assert all(oddity.sentence.endswith(".") and oddity.value == str(oddity) for oddity in Oddity)


@pytest.mark.parametrize(
    "name",
    [b".~lock.a.odt#", b"~$uestionnaire.docx", b"~WRL0001.tmp", b"a.tmp", b"a.odt.part", b".nfs000001", b"a.odt.crdownload", b".DS_Store", b"._a.odt", b"Thumbs.db", b"DESKTOP.INI", b".stfolder", b".syncthing.a.odt.tmp", b"~syncthing~a.odt.tmp", b"a.odt~", b".a.odt.swp", b"@eaDir", b"__MACOSX", b"$RECYCLE.BIN"],
)  # fmt: skip
def test_noise(name):
    assert is_noise(name)


@pytest.mark.parametrize(
    "name",
    [
        b"a.odt",
        b"~a.odt",
        b"Template.odt",
        b"part.odt",
        b"a (1).odt",
        b"Copie de a.odt",
        b"a.txt",
        b"tmp",
        b"deux\nlignes.odt",
        b"\xff.pdf",
    ],
)
def test_no_noise(name):
    assert not is_noise(name)


@pytest.mark.parametrize(
    ("lock", "name", "held"),
    [
        (b".~lock.a.odt#", b"a.odt", True),
        (b".~lock.a.odt#", b"aa.odt", False),
        (b".~lock.deux\nlignes.odt#", b"deux\nlignes.odt", True),
        (b"~$estionnaire.docx", b"Questionnaire.docx", True),
        (b"~$q.docx", b"q.docx", True),
        (b"~$estionnaire.docx", b"Mon Questionnaire.docx", False),
    ],
)
def test_locks_are_recognised(lock, name, held):
    assert (name in locked_among([lock, name])) is held
