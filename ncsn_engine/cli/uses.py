"""What is done with a model, and before there is one: design, likelihood, restore, evaluate, compare, import."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ncsn_engine.cli.shared import add_preset, add_settings, config_of, free, given, progress_bar, say, used
from ncsn_engine.config import EditConfig, InpaintConfig, InputError, Uses

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    import torch

    from ncsn_engine.score import ScoreModel

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    design = command("design", _design, "Design σ₁, L, T and ε from a data set, by NCSNv2's rules, and say why.")
    design.add_argument(
        "data",
        nargs="?",
        metavar="DATA",
        help="a kind of data (digits, moons …), a folder of pictures, or a CSV of points",
    )
    add_preset(design)

    likelihood = command("likelihood", _likelihood, "Measure bits per dimension of held-out pictures.")
    _add_model(likelihood)
    likelihood.add_argument("--on", choices=("held-out", "train"), default="held-out", help="which pictures")
    add_settings(likelihood, ["likelihood"], Uses)

    interpolate = command("interpolate", _interpolate, "Go from one picture to another: by encodings, or by noise.")
    _add_model(interpolate)
    interpolate.add_argument("a", metavar="A", help="a picture file, held-out:NUMBER, or sample:NUMBER of the seed")
    interpolate.add_argument("b", metavar="B", help="the other end, of the same sort")
    interpolate.add_argument("--count", type=int, default=9, metavar="N", help="pictures in all (default 9)")
    _add_out(interpolate)
    add_settings(interpolate, ["sampling"], without="count")

    encode = command("encode", _encode, "Carry a picture to noise by the probability-flow ODE.")
    _add_model(encode)
    encode.add_argument("picture", metavar="PICTURE", help="a picture file, or held-out:NUMBER")
    encode.add_argument("--out", required=True, metavar="FILE.npz", help="where the noise goes")
    decode = command("decode", _decode, "Carry noise that was encoded back to its picture.")
    _add_model(decode)
    decode.add_argument("noise", metavar="FILE.npz", help="made by encode, perhaps changed since")
    _add_out(decode)

    restore = command("restore", _restore, "Repair a picture: inpaint, sharpen, colour, enlarge, denoise, or edit.")
    _add_model(restore)
    restore.add_argument("picture", metavar="PICTURE", help="a picture file, or held-out:NUMBER")
    restore.add_argument(
        "--degraded", action="store_true", help="the picture is what is left; else it is degraded first, to compare"
    )
    _add_out(restore)
    restore.add_argument("--task", dest="set:restoration.kind", metavar="KIND", help="short for --restoration.kind")
    add_settings(restore, ["restoration"], Uses)

    evaluate = command("evaluate", _evaluate, "Measure samples: distances, precision, recall, copies, with intervals.")
    _add_model(evaluate)
    evaluate.add_argument("--count", type=int, default=1000, metavar="N", help="samples to draw (default 1000)")
    evaluate.add_argument("--seed", type=int, default=0, metavar="S", help="of all draws (default 0)")
    evaluate.add_argument("--against", choices=("all", "held-out"), default="all", help="which real samples")
    evaluate.add_argument("--features", choices=("digits", "pixels"), help="what pictures are compared by")
    evaluate.add_argument("--out", metavar="FILE.json", help="keep everything as JSON")
    add_settings(evaluate, ["sampling"])

    compare = command("compare", _compare, "Two runs of the same data, side by side.")
    compare.add_argument("first", metavar="RUN", help="a run")
    compare.add_argument("second", metavar="RUN", help="another run of the same data")
    compare.add_argument("--count", type=int, default=1000, metavar="N", help="samples of each (default 1000)")
    compare.add_argument("--seed", type=int, default=0, metavar="S", help="of all draws (default 0)")
    compare.add_argument("--device", default="cpu", metavar="D", help="auto, cpu, cuda:0, mps (default cpu)")
    compare.add_argument("--out", metavar="FILE.png", help="keep samples of both beside each other")

    bring = command("import", _import, "Make a run of an official checkpoint of ncsn, ncsnv2 or score_sde.")
    bring.add_argument("file", metavar="FILE", help=".pth or .safetensors")
    bring.add_argument("--run", metavar="FOLDER", help="a new folder; by default a new run")
    bring.add_argument("--name", metavar="NAME", help="what the run is called")
    bring.add_argument("--size", type=int, metavar="N", help="side of the pictures, which files don't say")
    for flag in ("--sigma-max", "--sigma-min"):
        bring.add_argument(flag, type=float, metavar="S", help="end of the ladder, which files of 2019 don't say")
    bring.add_argument("--process", choices=("ve", "vp", "sub-vp", "ddpm"), help="where the file does not say it")

    share = command("share", _share, "Write a model in a form that others open, with a model card.")
    _add_model(share)
    share.add_argument("--as", dest="form", choices=("weights", "diffusers"), default="weights", help="which form")
    share.add_argument("--weights", choices=("ema", "raw"), default="ema", help="which weights (default ema)")
    share.add_argument("--out", required=True, metavar="FOLDER", help="a new folder")


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="RUN|FILE", help="a run, a checkpoint, or ready-made")
    parser.add_argument("--device", default="cpu", metavar="D", help="auto, cpu, cuda:0, mps (default cpu)")


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, metavar="FILE", help=".png, or .npz for the arrays")
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    parser.add_argument("--scale", type=int, default=8, metavar="N", help="enlarge by a whole factor (default 8)")


def _design(options: argparse.Namespace) -> None:
    from ncsn_engine.advice import advise

    config = config_of(options)
    if options.data:
        config = config.replace(**_data_of(options.data))
    with progress_bar(options) as progress:
        found = advise(config, progress)
    lines = [
        *found.why,
        f"{found.evaluations} evaluations a picture: 64 take about {found.seconds:.1f} s here with this network.",
        *(f"Beware: {warning}" for warning in found.warnings),
        "",
        "As settings: --noise.kind geometric "
        f"--noise.sigma_max {found.sigma_max:.4g} --noise.sigma_min {found.sigma_min:g} "
        f"--noise.n_levels {found.n_levels} --sampling.steps_per_level {found.steps_per_level} "
        f"--sampling.epsilon {found.epsilon:.3g}",
    ]
    say(options, "\n".join(lines), found.to_json())


def _data_of(what: str) -> dict[str, Any]:
    """Return the settings of a kind of data, a folder, or a file of points."""
    from ncsn_engine.config import kinds

    place = Path(what).expanduser()
    if what in kinds("data"):
        return {"data.kind": what}
    if place.is_dir():
        return {"data.kind": "folder", "data.folder": what}
    if place.is_file():
        return {"data.kind": "points-file", "data.file": what}
    raise InputError(f"{what}: is no kind of data ({', '.join(kinds('data'))}), and there is no such folder or file.")


def _likelihood(options: argparse.Namespace) -> None:
    from ncsn_engine.data import Pictures, load
    from ncsn_engine.likelihood import bits_per_dim
    from ncsn_engine.models import load_model

    settings, began = used(options).likelihood, time.perf_counter()
    model = load_model(options.model, settings.weights, options.device)
    with progress_bar(options) as progress:
        data = load(model.config.data, progress)
        x = (data.held_out if options.on == "held-out" else data.train).to(model.sigmas.device)
        white = data.source.white if isinstance(data.source, Pictures) else 255
        for found in bits_per_dim(model, x, settings, white):
            progress("measuring", len(found.bits) / found.total)
    seconds = time.perf_counter() - began
    text = (
        f"{found.mean:.3f} ± {found.error:.3f} bits per dimension over {found.total} {options.on} pictures "
        f"({settings.dequantise} dequantising, {found.evaluations} evaluations, {seconds:.1f} s)"
    )
    facts = {"bits_per_dim": found.mean, "standard_error": found.error, "count": found.total, "on": options.on}
    say(options, text, {**facts, "evaluations": found.evaluations, "seconds": seconds, **settings.model_dump()})


def _interpolate(options: argparse.Namespace) -> None:
    import torch

    from ncsn_engine.likelihood import interpolate, interpolate_noise
    from ncsn_engine.models import load_model

    out, count = Path(options.out).expanduser(), max(2, options.count)
    free(out, force=options.force)
    model = load_model(options.model, "ema", options.device)
    kinds_of_ends = {end.startswith("sample:") for end in (options.a, options.b)}
    if kinds_of_ends == {True}:  # NCSNv2's way: all noise of the sampling lies between that of two samples
        ends = tuple(_number(end, 100_000) - 1 for end in (options.a, options.b))
        settings = model.config.replace(**given(options)).sampling.replace(count=count)
        with progress_bar(options) as progress:
            for step in interpolate_noise(model, settings, (ends[0], ends[1])):
                progress("sampling", step.index / max(1, step.total))
        x = step.x
    elif given(options):
        raise InputError(f"{next(iter(given(options)))}: belongs to ends of the sort sample:NUMBER; leave it out.")
    elif kinds_of_ends == {False}:
        pictures = [_picture(model, end) for end in (options.a, options.b)]
        x = interpolate(model, pictures[0], pictures[1], count).float()
    else:
        raise InputError(f"{options.a} and {options.b}: must be of one sort, two pictures or two samples.")
    _keep(out, {"x": x}, model, options.scale, columns=len(x))
    say(options, f"{len(x)} pictures: {out}", {"written": str(out), "finite": bool(torch.isfinite(x).all())})


def _number(what: str, most: int) -> int:
    kind, _, number = what.partition(":")
    if not number.isdecimal() or not 1 <= int(number) <= most:
        raise InputError(f"{what}: give {kind}:1 to {kind}:{most}.")
    return int(number)


def _encode(options: argparse.Namespace) -> None:
    from ncsn_engine.likelihood import encode
    from ncsn_engine.models import load_model

    out = Path(options.out).expanduser()
    free(out)
    model = load_model(options.model, "ema", options.device)
    z = encode(model, _picture(model, options.picture)[None])
    _keep(out, {"z": z}, model, 1)
    largest = float(model.sigmas[0])
    said = f"noise of size {float(z.std()):.3g} at σ {largest:.4g}: {out}"
    say(options, said, {"written": str(out), "std": float(z.std()), "sigma": largest})


def _decode(options: argparse.Namespace) -> None:
    import numpy as np
    import torch

    from ncsn_engine.likelihood import decode
    from ncsn_engine.models import load_model

    out, source = Path(options.out).expanduser(), Path(options.noise).expanduser()
    free(out, force=options.force)
    model = load_model(options.model, "ema", options.device)
    try:
        with np.load(source, allow_pickle=False) as arrays:
            z = torch.from_numpy(np.asarray(arrays["z"], dtype=np.float64))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{source}: holds no encoded noise ({error}); make one with ncsn encode.") from error
    if tuple(z.shape[1:]) != model.shape or not torch.isfinite(z).all():
        raise InputError(f"{source}: holds {tuple(z.shape)}; this model takes finite noise (N, {model.shape}).")
    x = decode(model, z.to(model.sigmas.device)).float()
    _keep(out, {"x": x}, model, options.scale)
    say(options, f"{len(x)} pictures: {out}", {"written": str(out)})


def _restore(options: argparse.Namespace) -> None:
    import torch

    from ncsn_engine.models import load_model
    from ncsn_engine.restoration import consistency, operator, restore
    from ncsn_engine.seeds import reseed

    out, settings, began = Path(options.out).expanduser(), used(options).restoration, time.perf_counter()
    free(out, force=options.force)
    model = load_model(options.model, settings.weights, options.device)
    mask = None
    if isinstance(settings, InpaintConfig) and settings.hidden == "file":
        if not settings.mask:
            raise InputError("restoration.mask: is empty; name a picture: black is hidden, white is known.")
        mask = _read(Path(settings.mask).expanduser(), 1, model.shape[1:])[0]
    task = operator(settings, model.shape, mask)
    picture = _picture(model, options.picture, None if options.degraded else model.shape, task)
    y = picture
    if not options.degraded and not isinstance(settings, EditConfig):
        y = task.forward(picture[None])[0]
        generator = reseed(torch.Generator(), settings.seed, "degrade")
        y = y + settings.sigma_y * torch.randn(y.shape, generator=generator)
    with progress_bar(options) as progress:
        for step in restore(model, y, settings, task):
            progress("restoring", step.index / max(1, step.total))
    x, seconds = step.x.cpu(), time.perf_counter() - began
    fit = consistency(task, x, y)
    shown = y[None]
    if y.shape != tuple(model.shape):  # means and greys, spread over the pixels they are of
        shown = task.adjoint(shown) / task.adjoint(task.forward(torch.ones(1, *model.shape)))
    _keep(out, {"x": x, "given": y, "shown": shown}, model, options.scale)
    facts = {
        "written": str(out),
        "seconds": round(seconds, 3),
        "fits": float(fit.mean()),
        "settings": settings.model_dump(),
        "spread": float(x.std(0).mean()) if len(x) > 1 else None,
    }
    fits = f", fit what is given to {float(fit.mean()):.3g} (RMS, in units of x)"
    if isinstance(settings, EditConfig):  # a drawing is not to be met
        fits = ""
    say(options, f"{len(x)} answers in {seconds:.1f} s{fits}: {out}", facts)


def _evaluate(options: argparse.Namespace) -> None:
    from ncsn_engine.metrics import evaluate
    from ncsn_engine.models import load_model
    from ncsn_engine.storage import write_whole

    out = Path(options.out).expanduser() if options.out else None
    if out:
        free(out)
    wanted = given(options)
    model = load_model(options.model, str(wanted.get("sampling.weights", "ema")), options.device)
    settings = model.config.replace(**wanted).sampling
    told = {"features": options.features, "against": options.against}
    with progress_bar(options) as progress:
        for stage in evaluate(model, settings, options.count, options.seed, progress, **told):
            progress(stage.what, stage.share)
    assert stage.evaluation is not None
    text = stage.evaluation.to_json()
    if out:
        write_whole(out, text.encode())
    say(options, stage.evaluation.table().rstrip(), json.loads(text))


def _compare(options: argparse.Namespace) -> None:
    from ncsn_engine.comparison import compare_runs
    from ncsn_engine.models import resolve
    from ncsn_engine.runs import open_run
    from ncsn_engine.storage import write_whole

    out = Path(options.out).expanduser() if options.out else None
    if out:
        free(out)
    first, second = (open_run(resolve(name)[0]) for name in (options.first, options.second))
    with progress_bar(options) as progress:
        for stage in compare_runs(first, second, options.count, options.seed, options.device):
            progress("comparing", stage.share)
    assert stage.comparison is not None
    if out:
        write_whole(out, stage.comparison.picture())
    say(options, stage.comparison.table(), json.loads(stage.comparison.to_json()))


def _import(options: argparse.Namespace) -> None:
    from ncsn_engine.foreign import import_checkpoint

    run = import_checkpoint(
        Path(options.file).expanduser(),
        Path(options.run).expanduser() if options.run else None,
        name=options.name,
        size=options.size,
        sigma_max=options.sigma_max,
        sigma_min=options.sigma_min,
        process=options.process,
    )
    noise, network = run.config.noise.kind, run.config.network.kind
    said = f"{run.folder}\nNetwork {network}, noise {noise}; draw with: ncsn sample {run.folder.name} --out samples.png"
    say(options, said, {"folder": str(run.folder), "network": network, "noise": noise})


def _share(options: argparse.Namespace) -> None:
    from ncsn_engine.sharing import export_diffusers, export_weights

    write = export_weights if options.form == "weights" else export_diffusers
    written = write(options.model, Path(options.out).expanduser(), options.weights)
    say(options, f"{options.out}: {len(written)} files", {"written": [str(path) for path in written]})


# ---------------------------------------------------------------------------------------------
# Pictures in and out


def _picture(model: ScoreModel, what: str, shape: Any = None, task: Any = None) -> torch.Tensor:
    """Read a picture for a model: a file, or ``held-out:NUMBER``; of what a task leaves, where shape is None."""
    import torch

    from ncsn_engine.data import load

    if what.startswith("held-out:"):
        held_out = load(model.config.data).held_out
        return held_out[_number(what, len(held_out)) - 1]
    wanted = shape or (tuple(task.forward(torch.zeros(1, *model.shape)).shape[1:]) if task else model.shape)
    values = _read(Path(what).expanduser(), wanted[0], wanted[1:])
    return model.low + (model.high - model.low) * values


def _read(path: Path, channels: int, size: Any) -> torch.Tensor:
    """Read a picture file of exactly this size, (C, H, W) in [0, 1]."""
    import numpy as np
    import torch
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as opened:
            if (opened.height, opened.width) != tuple(size):
                raise InputError(
                    f"{path}: is {opened.width}×{opened.height}; this needs {size[1]}×{size[0]} pixels: resize or crop."
                )
            values = np.asarray(opened.convert("RGB" if channels == 3 else "L"), np.float32) / 255
    except UnidentifiedImageError as error:
        raise InputError(f"{path}: is no picture.") from error
    except OSError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: can't be read ({error.strerror or error}).") from error
    return torch.from_numpy(values.reshape(*size, -1).transpose(2, 0, 1).copy())


def _keep(
    out: Path, arrays: dict[str, torch.Tensor], model: ScoreModel, scale: int, columns: int | None = None
) -> None:
    """Save pictures as a grid, what is given first; or all arrays."""
    import numpy as np

    from ncsn_engine import export
    from ncsn_engine.storage import write_whole

    plain = {name: values.cpu().numpy() for name, values in arrays.items()}
    if out.suffix.lower() == ".npz":
        write_whole(out, export.npz(plain))
    elif out.suffix.lower() == ".png":
        shown = [plain["shown"]] if "shown" in plain and plain["shown"].shape[1:] == plain["x"].shape[1:] else []
        pixels = export.to_pixels(np.concatenate([*shown, plain["x"]]), model.low, model.high)
        write_whole(out, export.png(export.grid(pixels, columns, scale=scale)))
    else:
        raise InputError(f"{out}: can't write {out.suffix or 'folders'}; name a .png or an .npz file.")
