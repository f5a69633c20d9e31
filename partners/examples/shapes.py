"""How the examples are written down."""

from dataclasses import dataclass

from tomoni.models import in_reader_language


@dataclass(frozen=True)
class Words:
    """A text in both languages; `str()` is that in the reader's."""

    ja: str
    en: str

    def __str__(self) -> str:
        return in_reader_language(self.ja, self.en)


@dataclass(frozen=True)
class Worked:
    """A worked example, and what is its own in the template: the title and the first lines."""

    title: Words
    body: Words
    blank_title: Words
    opening: Words


def worked(
    title: tuple[str, str],
    body: tuple[str, str],
    blank_title: tuple[str, str],
    opening: tuple[str, str],
) -> Worked:
    """All four, Japanese first."""
    return Worked(Words(*title), Words(*body), Words(*blank_title), Words(*opening))
