"""Exports that know how they were made, and can be made again."""

from ncsn_engine.recipe.reading import read_recipe
from ncsn_engine.recipe.record import Recipe, recipe_for
from ncsn_engine.recipe.saving import beside, kind_for, places, rendered, save_export, save_image_grid

__all__ = [
    "Recipe",
    "beside",
    "kind_for",
    "places",
    "read_recipe",
    "recipe_for",
    "rendered",
    "save_export",
    "save_image_grid",
]
