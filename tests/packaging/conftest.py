"""The checkout enters; a dirty copy of it, what is built from that, and environments leave."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.environments import Environment, build, link_requirements, make_environment

FOLDERS = ("generator", "templates")
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", ".gitignore", *FOLDERS)
# What work leaves behind and git ignores; none of it may reach a user.
LITTER = (
    "generator/specwright/__pycache__/cli.cpython-311.pyc",
    "generator/specwright/api/stray.pyc",
    "generator/specwright/.env",
    "templates/.DS_Store",
    "generator/specwright.egg-info/PKG-INFO",
)


@dataclass(frozen=True, slots=True)
class Built:
    """A copy of the checkout with litter in it, and the distributions made of it."""

    tree: Path
    tracked: frozenset[str]  # what git would see below generator/ and templates/
    wheel: Path
    sdist: Path
    wheel_of_sdist: Path


@pytest.fixture(scope="session")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    tree = tmp_path_factory.mktemp("checkout") / "specwright"
    tree.mkdir()
    for name in SHIPPED:
        _copy(checkout / name, tree / name)
    files = (f for folder in FOLDERS for f in (tree / folder).rglob("*") if f.is_file())
    tracked = frozenset(file.relative_to(tree).as_posix() for file in files)
    for name in LITTER:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("left behind")
    out = tmp_path_factory.mktemp("dist")
    wheel, sdist = build(tree, "wheel", "sdist", into=out)
    with tarfile.open(sdist) as archive:
        archive.extractall(out / "sdist", filter="data")
    (unpacked,) = (out / "sdist").iterdir()
    (wheel_of_sdist,) = build(unpacked, "wheel", into=out / "second")
    return Built(tree, tracked, wheel, sdist, wheel_of_sdist)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    else:
        shutil.copy(source, target)


@pytest.fixture
def environment(tmp_path: Path) -> Callable[..., Environment]:
    """Makes an environment that holds what the requirements name, and nothing else."""

    def make(*requirements: str) -> Environment:
        environment = make_environment(tmp_path)
        link_requirements(environment, requirements)
        return environment

    return make
