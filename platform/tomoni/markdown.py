"""Limited Markdown for texts of city staff: headings, lists, emphasis, links; never HTML.

Two fences, each enough alone: the parser knows no HTML, and what it writes is cleaned again.
"""

import re
from collections.abc import Iterator, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "hr", "code"}
SCHEMES = {"https", "http", "mailto"}
# Between Japanese words an address stands without a space: only what is ASCII belongs to it.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]*[A-Za-z0-9/=_~\-]")
# A page's own headings are h1 and h2; a text inside one of its sections begins below.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


class _Renderer(RendererHTML):
    """Django's pages are HTML, not XHTML; what is shown is otherwise the parser's own."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Put the headings below those of the page."""
        for token in tokens:
            token.tag = _HEADINGS.get(token.tag, token.tag)
        return super().render(tokens, options, env)


def _parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "breaks": True, "xhtmlOut": False}, renderer_cls=_Renderer
    )
    # Four spaces before a line are layout in a Japanese text, not code.
    parser.disable(["image", "html_block", "html_inline", "code"])
    parser.core.ruler.push("addresses", _link_addresses)
    return parser


def _link_addresses(state: StateCore) -> None:
    """Turn an address that stands in the text into a link."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_linked(token.children))


def _linked(tokens: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or depth:
            yield token
        else:
            yield from _split(token.content)


def _split(text: str) -> Iterator[Token]:
    end = 0
    for found in _ADDRESS.finditer(text):
        yield _text(text[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        end = found.end()
    yield _text(text[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


_PARSER = _parser()


def html(source: str) -> str:
    """The text as HTML of the TAGS, links only to the SCHEMES and told not to be followed."""
    return nh3.clean(
        _PARSER.render(source),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
    )
