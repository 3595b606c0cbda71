"""Packages of npm that people use in notebooks: a small real use of each, and what the editor must say about it.

One kernel runs all the cells, one after the other, so names differ.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    install: str  # what npm is told, types included
    why: str  # which kind of package it stands for
    cell: str  # imports it and uses it; its value is checked
    gives: str  # that value, as it is shown
    place: str  # where completion is asked for, the cursor at the end
    names: str  # what must be among the entries
    hover: str  # what is inspected
    says: str  # what its signature must have
    prints: str = ""  # what must be among the cell's output

    @property
    def name(self):
        return self.install.split()[0].rpartition("@")[0]
