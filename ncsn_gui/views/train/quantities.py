"""What the upper plot of the page Train may show, over what, and how smooth."""

from __future__ import annotations

from ncsn_gui.language import tr

__all__ = ["OVER", "QUANTITIES", "SMOOTHING", "TITLES", "WIDE"]

SMOOTHING = {tr("Smooth strongly"): 0.05, tr("Smooth lightly"): 0.01, tr("No smoothing"): 0.0}
QUANTITIES = {
    tr("Loss"): "loss",
    tr("Learning rate"): "learning_rate",
    tr("Gradient norm"): "gradient_norm",
    tr("Weight norm"): "weight_norm",
    tr("Images per second"): "images_per_second",
}
WIDE = ("loss", "learning_rate", "gradient_norm")  # whose values span decades
TITLES = {
    "loss": tr("Loss ÷ (D/2), smoothed; dots: held-out; 1 means “knows nothing”"),
    "learning_rate": tr("Learning rate, warm-up and decay included"),
    "gradient_norm": tr("Gradient norm, before it is clipped"),
    "weight_norm": tr("Weight norm: length of all trained weights"),
    "images_per_second": tr("Images per second, previews and saving included"),
}
OVER = (
    (tr("Steps"), "steps"),
    (tr("Epochs"), "epochs"),
    (tr("Time"), "time"),
    (tr("Wall clock"), "wall"),
)
