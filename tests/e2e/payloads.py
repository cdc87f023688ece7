"""Texts that run a script when a page prints them as they are, and texts that try it by way of Markdown."""

from __future__ import annotations

import json
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "xss" / "payloads.jsonl"

# Each of these fires when put raw into a page: a test shows it, so that silence elsewhere means something.
RAW = [
    "<script>alert(1)</script>",
    "<ScRiPt >alert(2)</sCrIpT >",
    "<script/x>alert(3)</script>",
    "<img src=x onerror=alert(4)>",
    "<img/src='x'/onerror='alert(5)'>",
    "<svg onload=alert(6)>",
    "<svg/onload=&#97;lert(7)>",
    "<svg><script>&#97;lert(8)</script></svg>",
    "<svg><a xlink:href='javascript:alert(9)'><text y=20>x</text></a></svg>",
    "<a href='javascript:alert(10)'>x</a>",
    "<a href=' &#1; jav&Tab;ascript:alert(11)'>x</a>",
    "<a href='javascript&colon;alert(12)'>x</a>",
    "<details open ontoggle=alert(13)>x</details>",
    "<iframe srcdoc='&lt;script&gt;alert(14)&lt;/script&gt;'></iframe>",
    "<iframe src='javascript:alert(15)'></iframe>",
    "<input autofocus onfocus=alert(16)>",
    "<p onmouseover=alert(17)>x</p>",
    "<form action='javascript:alert(18)'><button>x</button></form>",
    "<button form=none formaction='javascript:alert(1)' onclick='alert(19)'>x</button>",
    "<video><source onerror=alert(20)></video>",
    "<body onload=alert(21)>",
    "<style>@keyframes k{}</style><b style='animation-name:k' onanimationstart='alert(22)'>x</b>",
    "</p></div></article></textarea></title></style><script>alert(23)</script>",
    "--><!-- --!><img src=x onerror=alert(24)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(25)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(26)&gt;'>"
    "<img src=x onerror=alert(26)>",
    "<audio src=x onerror=alert(27)></audio>",
    "\"'><img src=x onerror=alert(28)>",
]

# These need somebody to turn text into HTML first.
BY_MARKDOWN = [
    "[x](javascript:alert(41))",
    "[x](JaVaScRiPt:alert(42))",
    "[x](javascript&colon;alert(43))",
    "[x](<java\tscript:alert(44)>)",
    "[x](data:text/html,<script>alert(45)</script>)",
    "[x](vbscript:alert(46))",
    "<javascript:alert(47)>",
    "![x](javascript:alert(48))",
    '![x](x"onerror="alert(49))',
    "[x][r]\n\n[r]: javascript:alert(50)",
    "[x](https://example.org/ \"'onmouseover='alert(51)\")",
    "`<img src=x onerror=alert(52)>`",
    "```\n</code></pre><script>alert(53)</script>\n```",
    '```"onmouseover=alert(54)\nx\n```',
    "> <svg onload=alert(55)>",
    "https://example.org/'onmouseover='alert(56)",
    "https://example.org/<script>alert(57)</script>",
    'www.example.org/"><img src=x onerror=alert(58)>',
    '<https://example.org/?"onclick=alert(59)>',
    "&lt;script&gt;alert(60)&lt;/script&gt;",
    "javascript:alert(61)",
    "javascript://example.org/%0aalert(62)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCg2Myk8L3NjcmlwdD4=",
    'https://example.org/"><script>alert(64)</script>',
    "//example.org/' onfocus=alert(65) autofocus x='",
]


def corpus() -> list[str]:
    """Other people's collection, where it is at hand."""
    if not CORPUS.exists():
        return []
    return [json.loads(line)["payload"] for line in CORPUS.read_text().splitlines()]
