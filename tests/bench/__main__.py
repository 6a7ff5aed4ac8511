"""The figures of README.md: ``make bench``, or ``python -m tests.bench [NAME …] [--rounds N] [--against FOLDER]``.

What is compared runs interleaved; medians are printed. A real screen is used if there is one
(``xvfb-run make bench`` on a server), else Qt's offscreen one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from ncsn_gui.app import missing_display

Row = tuple[str, str, str]


against: Path | None = None  # another checkout, installed, that is measured in turn with this one


def child(*arguments: str, home: str, root: Path | None = None) -> dict[str, Any]:
    """Run a benchmark in a process of its own, of this checkout or of another one."""
    python = str(root / ".venv" / "bin" / "python") if root else sys.executable
    environment = dict(os.environ)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        environment[name] = home
    environment["NCSN_RUNS"] = f"{home}/runs"
    command = [python, "-m", "tests.bench.child", *arguments]
    environment["NCSN_BENCH_BEGUN"] = str(time.time())
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=root)
    for line in done.stdout.splitlines():
        if line.startswith("BENCH "):
            found: dict[str, Any] = json.loads(line.removeprefix("BENCH "))
            return found
    raise RuntimeError(f"{' '.join(arguments)} told nothing:\n{done.stderr[-3000:]}")


def compared(key: str, mine: list[dict[str, Any]], others: list[dict[str, Any]], digits: int = 2) -> str:
    """Say what the other checkout does, and the ratio of this one's figures to its, pair by pair."""
    if not others:
        return ""
    ratio = statistics.median(a[key] / b[key] for a, b in zip(mine, others, strict=True))
    return f" (the other: {statistics.median(b[key] for b in others):.{digits}f}; ratio {ratio:.2f})"


def startup(rounds: int) -> list[Row]:
    found, others = [], []
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as beside:
        child("startup", home=home)  # warms the files
        if against:
            child("startup", home=beside, root=against)
        for _ in range(max(5, rounds)):
            found.append(child("startup", home=home))
            if against:
                others.append(child("startup", home=beside, root=against))
    painted, moving = (statistics.median(f[key] for f in found) for key in ("painted", "moving"))
    torch = "torch imported already" if any(f["torch"] for f in found) else "torch not yet imported"
    return [
        (
            "window painted after `python main.py`",
            "1.2 s",
            f"{painted:.2f} s, {torch}" + compared("painted", found, others),
        ),
        ("first picture of the ready-made model moving", "6 s", f"{moving:.1f} s" + compared("moving", found, others)),
    ]


def window(rounds: int) -> list[Row]:
    alone, inside, others = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as home:
            alone.append(child("cli", "20", f"{home}/cli", home=home)["rate"])
            inside.append(child("window", "40", home=home))
        with tempfile.TemporaryDirectory() as home:
            others += [child("window", "40", home=home, root=against)] if against else []
    share = statistics.median(f["rate"] / r for f, r in zip(inside, alone, strict=True))
    p99, worst = (statistics.median(f[key] for f in inside) for key in ("p99", "worst"))
    memory = max(f["memory"] for f in inside)
    beat = f"{p99:.0f} / {worst:.0f} ms{compared('worst', inside, others, 0)}"
    rate = statistics.median(alone)
    return [
        (
            "heartbeat of the window while training: p99 / worst",
            "15 / 60 ms",
            beat,
        ),
        (
            "training rate with the window open against the command line",
            "95 %",
            f"{share:.0%} of {rate:.1f} steps/s of 128" + compared("rate", inside, others, 1),
        ),
        ("memory of the whole app while training digits", "1.2 GiB", f"{memory:.2f} GiB"),
    ]


def _at_once(*calls: Callable[[], dict[str, Any]]) -> list[dict[str, Any]]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result() for done in [pool.submit(call) for call in calls]]


def busy(rounds: int) -> list[Row]:
    """Train alone, beside a program that keeps one core busy, and twice at once; in turn."""
    alone, beside, both = list[float](), list[float](), list[float]()
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as home:

            def trained(name: str, home: str = home) -> dict[str, Any]:
                return child("cli", "15", f"{home}/{name}", home=home)

            alone.append(trained("alone")["rate"])
            spinning = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            try:
                beside.append(trained("beside")["rate"] / alone[-1])
            finally:
                spinning.kill()
                spinning.wait()
            found = _at_once(lambda: trained("one"), lambda: trained("other"))
            both.append(min(f["rate"] for f in found) / alone[-1])
    kept, shared = (f"{statistics.median(shares):.0%}" for shares in (beside, both))
    return [
        ("training digits, nothing else running", "", f"{statistics.median(alone):.1f} steps/s of 128"),
        ("the same beside a program that keeps one core busy", "45 % of it", kept),
        ("the slower of two trainings at once", "45 % of it", shared),
    ]


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance of two sets of pictures in raw pixel space: ‖μ₁-μ₂‖² + tr(C₁ + C₂ - 2(C₁C₂)^½)."""
    a, b = (x.reshape(len(x), -1).astype(np.float64) for x in (a, b))
    ca, cb = np.cov(a.T), np.cov(b.T)
    roots = np.sqrt(np.linalg.eigvals(ca @ cb).real.clip(0))
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(ca) + np.trace(cb) - 2 * roots.sum())


def quality(rounds: int) -> list[Row]:
    import ncsn_engine as ne
    from ncsn_engine.data import load

    rows: list[Row] = []
    config = ne.preset("digits").replace(**{"training.preview_every": 0})
    data = load(config.data)
    held_out = data.held_out.numpy()
    floor = frechet(data.train.numpy(), held_out)

    def drawn(model: Any) -> float:
        finer = ne.AnnealedLangevin(count=1000, n_levels=42, steps_per_level=10)
        x = [step.x for step in ne.sample(model, finer)][-1]
        return frechet(x.numpy(), held_out)

    with tempfile.TemporaryDirectory() as home:
        steps = {"training.steps": _steps_in(config, 60, home), "training.warmup_steps": 50}
        run = ne.create_run(config.replace(**steps), f"{home}/run")
        for event in ne.train(run):
            if event.seconds > 60:
                break
        distance = drawn(ne.load_model(run))
    said = f"{distance:.3f} after {event.seconds:.0f} s and {event.step} steps; train against held-out {floor:.3f}"
    rows.append(("digits, 60 s of training from nothing: Fréchet distance", "0.30", said))
    rows.append(("the ready-made model: Fréchet distance", "", f"{drawn(ne.load_model('ready-made')):.3f}"))
    return rows


def points(rounds: int) -> list[Row]:
    """Learn sets in the plane for a given time; compare 5000 samples with real points, and real with real."""
    import ncsn_engine as ne
    from ncsn_engine.data.points import SETS
    from ncsn_engine.metrics import energy_distance

    rows: list[Row] = []
    for name, seconds in (("checkerboard", 60), ("eight-gaussians", 20), ("moons", 20)):
        real = [SETS[name](5000, np.random.default_rng([seed, 99]))[0] for seed in range(6)]
        floor = statistics.median(
            energy_distance(a, b, unbiased=False) for a, b in zip(real[:3], real[3:], strict=True)
        )
        config = ne.preset("toy").replace(**{"data.kind": name, "training.preview_every": 0})
        with tempfile.TemporaryDirectory() as home:
            steps = _steps_in(config, seconds, home)
            run = ne.create_run(config.replace(**{"training.steps": steps}), f"{home}/run")
            for event in ne.train(run):
                if event.seconds > seconds:
                    break
            x = [step.x for step in ne.sample(ne.load_model(run), config.sampling, count=5000)][-1]
        found = statistics.median(energy_distance(x, r, unbiased=False) for r in real)
        said = f"{found / floor:.2f} × ({found:.5f}; {event.seconds:.0f} s, {event.step} steps)"
        rows.append((f"toy MLP, {name}, {seconds} s: energy distance of 5000, over real against real", "3 ×", said))
    return rows


def _steps_in(config: Any, seconds: float, home: str) -> int:
    """Return how many steps this machine takes in so many seconds."""
    import ncsn_engine as ne

    begun, tried = time.perf_counter(), 0
    trial = ne.train(ne.create_run(config, f"{home}/trial"))
    for event in trial:
        if event.step > 10 and not tried:
            begun, tried = time.perf_counter(), event.step
        if tried and time.perf_counter() - begun > 5:
            break
    trial.close()
    return max(10, int(0.95 * seconds * (event.step - tried) / (time.perf_counter() - begun)))


def samplers(rounds: int) -> list[Row]:
    """Draw 1000 digits from the ready-made model by each of several samplers."""
    import ncsn_engine as ne
    from ncsn_engine.config import RunConfig
    from ncsn_engine.data import load

    model = ne.load_model("ready-made")
    data = load(model.config.data)
    held_out = data.held_out.numpy()
    rows: list[Row] = [
        ("digits: train against held-out, Fréchet distance", "", f"{frechet(data.train.numpy(), held_out):.3f}")
    ]
    for kind, changes in (
        ("annealed-langevin", {"n_levels": 80, "steps_per_level": 5}),
        ("predictor-corrector", {"n_steps": 100}),
        ("heun", {"n_steps": 18}),
        ("dpm-solver++", {"n_steps": 20}),
        ("ddim", {"n_steps": 50}),
    ):
        changed = {f"sampling.{name}": value for name, value in changes.items()}
        settings = RunConfig().replace(**{"sampling.kind": kind, "sampling.count": 1000, **changed}).sampling
        begun = time.perf_counter()
        x = [step.x for step in ne.sample(model, settings)][-1]
        seconds = time.perf_counter() - begun
        nfe = ne.plan(model, settings).evaluations
        rows.append(
            (
                f"1000 digits by {kind}, {nfe} evaluations",
                "0.143",
                f"{frechet(x.numpy(), held_out):.3f}, {seconds:.1f} s",
            )
        )
    return rows


def uses(rounds: int) -> list[Row]:
    """Likelihood, restoration, metrics, and an official file of CIFAR-10's size."""
    import torch

    import ncsn_engine as ne
    from ncsn_engine.config import InpaintConfig
    from ncsn_engine.data import load
    from ncsn_engine.metrics import evaluate
    from ncsn_engine.networks.refinenet import RefineNet
    from ncsn_engine.restoration import operator

    model = ne.load_model("ready-made")
    held_out = load(model.config.data).held_out
    rows: list[Row] = []

    begun = time.perf_counter()
    *_, bits = ne.bits_per_dim(model, held_out, white=16)
    seconds = time.perf_counter() - begun
    said = f"{seconds:.1f} s: {bits.mean:.3f} ± {bits.error:.3f} bits/dim"
    rows.append(("bits per dimension of the 297 held-out digits", "60 s", said))

    settings = InpaintConfig()
    task, times = operator(settings, model.shape), []
    for digit in held_out[: max(3, rounds)]:
        begun = time.perf_counter()
        list(ne.restore(model, task.forward(digit[None])[0], settings, task))
        times.append(time.perf_counter() - begun)
    rows.append(("16 restored samples of one digit", "5 s", f"{statistics.median(times):.1f} s"))

    drawn = None
    for stage in evaluate(model, count=1000):
        if drawn is None and stage.what != "drawing samples" and stage.measured:
            drawn = time.perf_counter()
    seconds = time.perf_counter() - (drawn or 0)
    found = {m.name: m for m in stage.evaluation.measured} if stage.evaluation else {}
    one = found["Fréchet distance"]
    said = f"{seconds:.1f} s; Fréchet {one.value:.2f}, real against real {one.floor:.2f} (our features)"
    rows.append(("all metrics of 1000 digits, once drawn", "20 s", said))

    with tempfile.TemporaryDirectory() as home:
        network = RefineNet(3, 128, "base", 32)
        weights = {f"module.{name}": value for name, value in network.state_dict().items()}
        weights["module.sigmas"] = torch.logspace(1.7, -2, 232)
        file = Path(home) / "cifar10.pth"
        torch.save([weights, {}, 0, 300_000], file)
        begun = time.perf_counter()
        ne.import_checkpoint(file, Path(home) / "run", size=32)
        seconds = time.perf_counter() - begun
        size = file.stat().st_size / 1e6
    rows.append((f"an official checkpoint of CIFAR-10's size ({size:.0f} MB) imported", "20 s", f"{seconds:.1f} s"))
    return rows


def memory(rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        few, many = (child("steps", str(n), home=home)["memory"] for n in (10, 1000))
    said = f"{many - few:+.0f} MiB ({few:.0f} and {many:.0f})"
    return [("1000 steps of a sampling against 10, 64 pictures, not recorded: memory", "no more", said)]


def sampling(rounds: int) -> list[Row]:
    import ncsn_engine as ne

    model, times = ne.load_model("ready-made"), []
    for seed in range(max(5, rounds)):
        begun = time.perf_counter()
        steps = sum(1 for _ in ne.sample(model, ne.AnnealedLangevin(count=64, seed=seed, steps_per_level=5)))
        times.append(time.perf_counter() - begun)
    said = f"{statistics.median(times):.2f} s for {steps - 1} evaluations"
    return [("64 digits by annealed Langevin, the rules' ladder, T = 5", "3 s", said)]


def seeking(rounds: int) -> list[Row]:
    import torch
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from ncsn_engine.samplers import Step
    from ncsn_engine.trajectory import Trajectory
    from ncsn_gui.views.sample.view import SampleView
    from tests.gui.driver import application

    app, film, view = application(), Trajectory(), SampleView()
    view.resize(800, 700)
    view.show()
    for index in range(1001):
        x = torch.randn(64, 1, 8, 8)
        film.add(Step.at(index, 1000, index // 50, 1.0, 0.1, x, x * 0.5))
    view.show_sampling(film)
    view.grow()
    app.processEvents()
    slider, times = view.transport.slider, []
    for index in np.random.default_rng(0).integers(0, 1001, 300).tolist():
        begun = time.perf_counter()
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.x_of(index)), 11))
        app.processEvents()  # until it is painted
        times.append((time.perf_counter() - begun) * 1000)
    film.close()
    view.close()
    said = f"{np.median(times):.1f} ms, p99 {np.percentile(times, 99):.1f} ms, painted"
    return [("a recorded sampling of 1000 steps × 64 pictures: seek to any step", "16 ms", said)]


def film(rounds: int) -> list[Row]:
    """Record, scrub and play 5000 steps × 64 pictures of 32×32×3 in the window."""
    what, limit = "a film of 5000 steps × 64 pictures of 32×32×3", 256
    with tempfile.TemporaryDirectory() as home:
        thin = child("film", str(limit), "300", "15", home=home)
    seeks = [(f"{thin['kept']} steps kept", thin["scrub"])]
    if shutil.disk_usage(tempfile.gettempdir()).free > 8 * 2**30:
        with tempfile.TemporaryDirectory() as home:
            whole = child("film", "4096", "300", "0", home=home)
        seeks.append(("all kept, 3.7 GiB", whole["scrub"]))
    said = [f"{np.median(ms):.1f} ms, p99 {np.percentile(ms, 99):.1f} ms ({kept})" for kept, ms in seeks]
    digits, pictures = (thin[name][1] / thin[name][0] for name in ("digits", "pictures"))
    late = f"{digits:.1%} of the ready-made model's digits, {pictures:.1%} of 32×32×3"
    return [
        (f"{what}: from a click on the slider until all panels are painted", "p99 16 ms", "; ".join(said)),
        ("the film at 60 steps a second: steps not on the screen before the next is due", "1 %", late),
        (
            f"{what}: memory while it is recorded, scrubbed and played; disk",
            f"+{limit + 200} MiB; {limit} MiB",
            f"+{thin['memory']:.0f} MiB; {thin['disk']:.0f} MiB, recorded in {thin['seconds']:.0f} s",
        ),
    ]


def curves(rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        found = child("curves", home=home)
    panned = f"{found['pan']:.0f} a second; zoomed in {found['pan, zoomed in']:.0f}; zooming {found['zoom']:.0f}"
    opened = f"{statistics.median(found['opened']):.0f} ms (of 1 000 000: {found['opened long'] / 1000:.1f} s)"
    return [
        ("curves of 1 000 000 steps: paintings while they are dragged", "30 a second", panned),
        ("a run of 100 000 logged steps: from the click until it is painted", "300 ms", opened),
    ]


PARTS: dict[str, Callable[[int], list[Row]]] = {
    "startup": startup,
    "window": window,
    "busy": busy,
    "quality": quality,
    "points": points,
    "sampling": sampling,
    "samplers": samplers,
    "memory": memory,
    "uses": uses,
    "seeking": seeking,
    "film": film,
    "curves": curves,
}


def machine() -> str:
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        name = models[0] if models else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", metavar="NAME", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--rounds", type=int, default=3, help="how often what is compared is repeated")
    said = "another checkout with a .venv, measured in turn with this one (startup, window)"
    parser.add_argument("--against", type=Path, metavar="FOLDER", help=said)
    options = parser.parse_args()
    global against
    against = options.against and options.against.resolve()
    if missing_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    screen = "offscreen" if os.environ.get("QT_QPA_PLATFORM") == "offscreen" else "a screen"
    print(f"{machine()}, {screen}\n\n| what | goal | measured |\n|---|---|---|")
    for name in options.parts or PARTS:
        for what, goal, measured in PARTS[name](options.rounds):
            print(f"| {what} | {goal} | {measured} |", flush=True)


if __name__ == "__main__":
    main()
