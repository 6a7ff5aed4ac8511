"""A model that was told the classes draws the class that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import ncsn_engine as ne
from ncsn_engine.data import load
from ncsn_engine.metrics.features import digit_features
from tests.engine.truth import Truth

CLAIM = "The class that is asked for is the one that is drawn, judged by a classifier that never saw the model"


@pytest.mark.slow
def test_the_class_that_is_asked_for_is_drawn(tmp_path: Path, truth: Truth) -> None:
    config = ne.preset("digits-classes").replace(
        **{"training.steps": 1500, "training.preview_every": 0, "training.warmup_steps": 50}
    )
    run = ne.create_run(config, tmp_path / "run")
    for _ in ne.train(run, "cpu"):
        pass
    model, (judge, _) = ne.load_model(run), digit_features()
    data = load(config.data)
    true = data.labels(data.held_out_indices)
    missed = float((judge.classify(data.held_out).argmax(1) != true).float().mean())
    truth.at_most(CLAIM, "the classifier alone: held-out digits misjudged, share", missed, 0.05)
    for guidance, most in ((1.0, 0.15), (2.0, 0.05)):
        wrong = []
        for label in range(10):
            settings = config.sampling.replace(label=label, guidance=guidance, count=40, seed=label)
            *_, end = ne.sample(model, settings)
            wrong.append((judge.classify(end.x.clip(0, 1)).argmax(1) != label).float().mean())
        share = float(torch.stack(wrong).mean())
        truth.at_most(CLAIM, f"guidance {guidance:g}: 400 digits, share judged to be of another class", share, most)
