"""Limited Markdown: what staff may write, and that nothing else ever comes out."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tomoni import markdown
from tomoni.markdown import SCHEMES, TAGS, html

# After the cheat sheets of OWASP and PortSwigger, and the test suites of nh3 and markdown-it.
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<a href="javascript:alert(1)">x</a>',
    "<iframe src=//evil.example></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src=1 onerror=x()>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import'//evil.example'</style>",
    "<form action=//evil.example><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<object data=javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](&#106avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](ftp://evil.example)",
    "[x]( javascript:alert(1) 'title')",
    '[x](https://a.example "onmouseover=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<javascript:alert(1)>",
    '<https://a.example/"onmouseover=alert(1)>',
    "https://a.example/<script>alert(1)</script>",
    'https://a.example/"onmouseover="alert(1)',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<a\x00href=javascript:alert(1)>x",
    "<p style='position:fixed;inset:0'>x</p>",
    "<p class='action-bar' id='main'>x</p>",
    "- <script>\n- alert(1)\n- </script>",
    "> <img src=x onerror=alert(1)>",
    "# <svg onload=alert(1)>",
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "\u202ejavascript:alert(1)",
    "{{ 7*7 }}{% debug %}",
]


class Reader(HTMLParser):
    """Collects every tag and attribute a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add((tag, name))
            if name == "href":
                self.links.append(value or "")


def assert_harmless(source: str) -> None:
    """Only our tags, only addresses of our schemes, nothing that runs or fetches."""
    reader = Reader()
    reader.feed(html(source))
    assert reader.tags <= TAGS
    assert reader.attributes <= {("a", "href"), ("a", "rel"), ("ol", "start")}
    for link in reader.links:
        scheme = re.match(r"[^/?#]*?:", re.sub(r"[\x00-\x20]", "", link))
        assert scheme is None or scheme[0].lower().rstrip(":") in SCHEMES, link


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_out_harmless(attack: str) -> None:
    assert_harmless(attack)
    assert_harmless(f"前の文\n{attack}\n後の文")


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_second_fence_holds_alone(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    credulous = MarkdownIt("commonmark", {"html": True})
    monkeypatch.setattr(credulous, "validateLink", lambda url: True)
    monkeypatch.setattr(markdown, "_PARSER", credulous)
    assert_harmless(attack)


@given(st.lists(st.sampled_from([*ATTACKS, "**", "`", "[", "](", ")", "\n", "    ", "<"])))
def test_attacks_put_together_come_out_harmless(parts: list[str]) -> None:
    assert_harmless("".join(parts))


@given(st.text(max_size=300))
def test_any_text_comes_out_harmless(source: str) -> None:
    assert_harmless(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**大切**", "<p><strong>大切</strong></p>"),
        ("一行目\n二行目", "<p>一行目<br>\n二行目</p>"),
        ("- 甲\n- 乙", "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>"),
        ("3. 甲", '<ol start="3">\n<li>甲</li>\n</ol>'),
        ("# 見出し", "<h3>見出し</h3>"),
        ("###### 小見出し", "<h4>小見出し</h4>"),
        ("    字下げした文", "<p>字下げした文</p>"),
        ("　全角の字下げ", "<p>全角の字下げ</p>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("<b>太字</b>", "<p>&lt;b&gt;太字&lt;/b&gt;</p>"),
        ("", ""),
    ],
)
def test_what_staff_may_write(source: str, expected: str) -> None:
    assert html(source).strip() == expected


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("詳しくはhttps://city.example.jp/a?b=1をご覧ください。", "https://city.example.jp/a?b=1"),
        ("（https://city.example.jp/）", "https://city.example.jp/"),
        ("https://city.example.jp。", "https://city.example.jp"),
        ("[市の頁](https://city.example.jp)", "https://city.example.jp"),
        ("<mailto:a@example.jp>", "mailto:a@example.jp"),
        ("[一覧](/challenges/)", "/challenges/"),
    ],
)
def test_addresses_become_links_that_are_not_followed(source: str, address: str) -> None:
    shown = html(source).replace("&amp;", "&")
    assert f'<a href="{address}" rel="nofollow noopener">' in shown
    assert shown.count("<a ") == 1


def test_an_address_in_code_stays_text() -> None:
    assert "<a " not in html("`https://city.example.jp`")


def test_the_filter_marks_it_safe_and_takes_nothing_for_nothing() -> None:
    template = Template("{% load markdown %}{{ text|markdown }}")
    assert template.render(Context({"text": "**太**"})).strip() == "<p><strong>太</strong></p>"
    assert template.render(Context({"text": None})) == ""
