"""Parameters of one request, read strictly: everything that is wrong is told at once."""

from collections.abc import Collection, Sequence
from typing import Any

from rest_framework.request import Request

from api import values
from api.errors import BadParameters
from api.filters import unknown
from api.problems import Fault


class Reading:
    """Reads the parameters of a request and remembers what cannot be read, for `settle` to tell."""

    def __init__(self, request: Request, known: Collection[str] | None = None) -> None:
        """`known` are all the parameters there are; without, somebody else refuses the others."""
        self.query = request.query_params
        self.faults = [] if known is None else list(unknown(self.query, known))

    def one(self, name: str, reader: values.Reader, default: Any = None) -> Any:
        """A parameter that is given at most once."""
        given = self.query.getlist(name)
        if len(given) > 1:
            self.complain(name, "Give it once.", given[1])
            return default
        found = self.each(name, given, reader)
        return found[0] if found else default

    def all(self, name: str, reader: values.Reader) -> list[Any]:
        """All that a parameter is given."""
        return self.each(name, self.query.getlist(name), reader)

    def words(self, name: str, choices: Collection[str]) -> list[str]:
        """Words separated by commas, in one value or several."""
        given = [word for raw in self.query.getlist(name) for word in raw.split(",")]
        return self.each(name, given, values.one_of(choices))

    def each(self, name: str, given: Sequence[str], reader: values.Reader) -> list[Any]:
        """These values of a parameter, read."""
        found = []
        for raw in given:
            try:
                found.append(reader(raw))
            except ValueError as error:
                self.complain(name, f"“{raw}” is not {error}.", raw)
        return found

    def complain(self, name: str, detail: str, value: str) -> None:
        """Remember a fault."""
        self.faults.append(Fault(name, detail, value))

    def settle(self) -> None:
        """Raise BadParameters, naming each fault, where there is any."""
        if self.faults:
            raise BadParameters(self.faults)
