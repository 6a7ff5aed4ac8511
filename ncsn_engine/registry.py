"""Which function serves which settings, so that a new one is one function in one file."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Registry"]

Served = TypeVar("Served")


class Registry(Generic[Served]):
    """Finds the function that was written for a settings model.

    Parameters
    ----------
    package
        Whose modules hold the functions; all of them are imported when one is first looked for.
    """

    def __init__(self, package: str) -> None:
        self.package = package
        self._served: dict[type, Any] = {}
        self._complete = False

    def serves(self, *models: type) -> Callable[[Any], Any]:
        """Return a decorator that says: this function is for settings of these models."""

        def note(function: Any) -> Any:
            self._served.update(dict.fromkeys(models, function))
            return function

        return note

    def find(self, settings: object) -> Served:
        """Return the function for these settings."""
        if not self._complete:
            package = importlib.import_module(self.package)
            for module in pkgutil.iter_modules(package.__path__, f"{self.package}."):
                importlib.import_module(module.name)
            self._complete = True
        found: Served = self._served[type(settings)]
        return found
