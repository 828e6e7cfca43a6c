"""Build the modules for tests of programs that use the client."""

from __future__ import annotations

from specwright.python.client.plan import ClientPlan
from specwright.python.docs.docstrings import doc
from specwright.python.syntax.expr import Ident
from specwright.python.syntax.package import PyFile, PyPytestModule, PyTestingModule


def shape_testing(plan: ClientPlan) -> tuple[PyFile, PyFile]:
    """`testing.py`, and the pytest plugin with its fixture, which is named after the package."""
    fixture = Ident(f"{plan.package}_mock")
    said = doc(
        "A mock of the API, for tests of programs that use this client.",
        "`with testing.mock() as mock:` gives clients that need no key and no network: `mock.client()` and "
        "`mock.async_client()`. `testing.make(...)` makes models.",
        indent=0,
    )
    client, async_client = Ident(plan.class_name), Ident(f"Async{plan.class_name}")
    plugin = doc(f"The pytest fixture `{fixture}`, a mock of the API.", indent=0)
    return (
        PyFile("testing.py", PyTestingModule(said, client, async_client)),
        PyFile("_pytest_plugin.py", PyPytestModule(plugin, fixture)),
    )
