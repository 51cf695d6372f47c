"""Compiles the messages' catalogue into what gettext reads, wherever the package is built or installed from."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

LOCALES = Path(__file__).parent / "pipeline" / "messages" / "locale"


class BuildWithMessages(build_py):
    """The usual build, once the catalogue is compiled beside its source."""

    def run(self) -> None:
        """Compile, then build."""
        for source in LOCALES.rglob("*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
        super().run()


setup(cmdclass={"build_py": BuildWithMessages})
