import threading
import time

import pytest

from intake import watching
from intake.watching import Pace, Waker

SOON, LATE = 0.05, 10.0


def waited(waker, timeout=LATE):
    start = time.monotonic()
    waker.wait(timeout)
    return time.monotonic() - start


@pytest.fixture
def waker(tmp_path):
    with Waker(tmp_path, calm=SOON) as made:
        yield made


def test_a_drop_ends_the_wait(waker, tmp_path):
    assert waker.watching
    (tmp_path / "a.odt").write_bytes(b"x")
    assert waited(waker) < LATE / 2


def test_a_drop_in_a_new_folder_ends_the_wait(waker, tmp_path):
    (tmp_path / "sous").mkdir()
    assert waited(waker) < LATE / 2


def test_nothing_lets_the_whole_time_pass(waker):
    assert waited(waker, SOON) >= SOON


def test_a_long_copy_does_not_mean_looking_without_pause(waker, tmp_path):
    (tmp_path / "a.odt").write_bytes(b"x")
    assert SOON <= waited(waker) < LATE / 2


def test_a_signal_does_not_wait_for_calm(tmp_path):
    with Waker(tmp_path, calm=LATE) as waker:
        (tmp_path / "a.odt").write_bytes(b"x")
        threading.Timer(SOON, waker.wake).start()
        assert waited(waker) < LATE / 2


def test_our_own_reading_does_not_wake_us(tmp_path):
    (tmp_path / "a.odt").write_bytes(b"x")
    with Waker(tmp_path) as waker:
        (tmp_path / "a.odt").read_bytes()
        assert waited(waker, SOON) >= SOON


def test_a_burst_wakes_once(waker):
    for _ in range(1000):
        waker.wake()
    assert waited(waker) < LATE / 2
    assert waited(waker, SOON) >= SOON


def test_another_thread_can_end_the_wait(waker):
    threading.Timer(SOON, waker.wake).start()
    assert waited(waker) < LATE / 2


def test_a_missing_folder_is_waited_for_without_a_watch_then_watched(tmp_path):
    root = tmp_path / "partage"
    with Waker(root, calm=SOON) as waker:
        assert not waker.watching
        assert waited(waker, 0.01) >= 0.01
        root.mkdir()
        waker.wait(0)
        assert waker.watching


def test_a_folder_that_went_and_came_back_is_watched_again(tmp_path):
    root = tmp_path / "partage"
    root.mkdir()
    with Waker(root, calm=SOON) as waker:
        root.rename(tmp_path / "ancien")
        root.mkdir()
        waker.wait(SOON)
        waker.wait(SOON)
        (root / "a.odt").write_bytes(b"x")
        assert waited(waker) < LATE / 2


def test_a_watcher_that_died_is_restored(waker, tmp_path):
    waker._observer.stop()
    waker._observer.join()
    assert not waker.watching
    waker.wait(0)
    assert waker.watching


def test_without_inotify_it_polls(tmp_path, monkeypatch):
    class NoWatchLeft(watching.Observer):
        def start(self):
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watching, "Observer", NoWatchLeft)
    with Waker(tmp_path) as waker:
        assert not waker.watching
        assert waited(waker, 0.01) >= 0.01


class TestPace:
    def test_is_quick_when_busy_and_slower_and_slower_when_idle(self):
        pace = Pace(busy=4, idle=10, jitter=0)
        assert [pace.next(busy) for busy in (False, False, False, False, True, False)] == [4, 6, 9, 10, 4, 6]

    @pytest.mark.parametrize(("chance", "wait"), [(0.0, 9.0), (0.5, 10.0), (1.0, 11.0)])
    def test_varies_by_its_jitter(self, chance, wait):
        assert Pace(busy=10, jitter=0.1, chance=lambda: chance).next(True) == pytest.approx(wait)
