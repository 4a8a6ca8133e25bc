/**
 * Everything that makes a browser fetch something, connect somewhere or run code, without anybody's doing.
 * @param trap the origin that all of it leads to.
 * @param lookup a name that is looked up where the browser lets itself be led to.
 */
export function hostilePage(trap: string, lookup: string): string {
  const code = `fetch('${trap}/code'); document.title = 'taken'; parent.document.title = 'taken'; top.location = '${trap}/code-top'`;
  return `<!doctype html>
<html background="${trap}/html-background">
<head>
<meta charset="utf-8">
<base href="${trap}/base/" target="_top">
<meta http-equiv="refresh" content="0; url=${trap}/refresh">
<meta http-equiv="x-dns-prefetch-control" content="on">
<meta http-equiv="Content-Security-Policy" content="default-src *; script-src * 'unsafe-inline'; style-src * 'unsafe-inline'">
<link rel="preconnect" href="${trap}">
<LINK REL=dns-prefetch HREF="//${lookup}">
<link
 rel="stylesheet" href="${trap}/stylesheet">
<link rel="icon" href="${trap}/icon"><link rel="preload" as="image" href="${trap}/preload">
<link rel="prefetch" href="${trap}/prefetch"><link rel="modulepreload" href="${trap}/modulepreload">
<link rel="manifest" href="${trap}/manifest"><link rel="prerender" href="${trap}/prerender">
<style>
@import url("${trap}/css-import");
@font-face { font-family: leak; src: url("${trap}/css-font") }
body { background: url("${trap}/css-background"); font-family: leak; cursor: url("${trap}/css-cursor"), auto }
li { list-style-image: url("${trap}/css-list") }
p::before { content: url("${trap}/css-content") }
div { background: image-set(url("${trap}/css-image-set") 1x); mask: url("${trap}/css-mask"); filter: url("${trap}/css-filter#f") }
</style>
<script>${code}</script>
<script src="${trap}/script"></script><script type="module">import '${trap}/module'</script>
<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${trap}/speculation"]}]}</script>
<title>An innocent page</title>
</head>
<body background="${trap}/body-background" onload="${code}">
<h1 style="color: rgb(1, 2, 3)">Read me</h1>
<p>words<li>item<div style="background-image: url('${trap}/style-attribute')">box</div>
<img src="${trap}/image"><img src="x:" onerror="${code}"><img srcset="${trap}/srcset 1x">
<picture><source srcset="${trap}/picture"><img></picture>
<img src="data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg"><image href="${trap}/image-in-image"/></svg>`)}">
<video src="${trap}/video" poster="${trap}/poster" autoplay><track src="${trap}/track" default></video>
<audio src="${trap}/audio" autoplay></audio>
<input type="image" src="${trap}/input" autofocus onfocus="${code}">
<table background="${trap}/table"><tr><td background="${trap}/cell">cell</table>
<object data="${trap}/object"></object><embed src="${trap}/embed">
<iframe src="${trap}/frame"></iframe><iframe src="javascript:${code}"></iframe>
<iframe srcdoc="<img src='${trap}/srcdoc-image'><script>${code}</script>"></iframe>
<iframe src="data:text/html,${encodeURIComponent(`<img src="${trap}/data-frame-image"><script>${code}</script>`)}"></iframe>
<frameset><frame src="${trap}/frameset"></frameset>
<svg><image href="${trap}/svg-image"/><use href="${trap}/svg-use#u"/><script href="${trap}/svg-script">${code}</script>
<style>@import url("${trap}/svg-import");</style><filter id="f"><feImage href="${trap}/svg-fe-image"/></filter>
<rect filter="url(#f)" width="9" height="9"/><animate onbegin="${code}" attributeName="x" dur="1s"/>
<foreignObject><img src="${trap}/foreign-image"></foreignObject></svg>
<math href="${trap}/math"><mtext><img src="${trap}/math-image"></mtext></math>
<details open ontoggle="${code}"><summary>s</summary></details><marquee onstart="${code}">m</marquee>
<template><img src="${trap}/template"></template><portal src="${trap}/portal"></portal>
<div id="shadow"><template shadowrootmode="open"><link rel="preconnect" href="${trap}"><img src="${trap}/shadow-image"></template></div>
<noscript><img src="${trap}/noscript"><link rel="dns-prefetch" href="//${lookup}"></noscript>
</body></html>`;
}

/** What leads somewhere once it is clicked: the text of each, and what it is. */
export function hostileLinks(trap: string): readonly (readonly [name: string, html: string])[] {
  return [
    ['plain', `<a href="${trap}/plain">plain</a>`],
    ['ping', `<a href="#here" ping="${trap}/ping">ping</a>`],
    ['top', `<a href="${trap}/top" target="_top">top</a>`],
    ['parent', `<a href="${trap}/parent" target="_parent">parent</a>`],
    ['blank', `<a href="${trap}/blank" target="_blank">blank</a>`],
    ['named', `<a href="${trap}/named" target="elsewhere">named</a>`],
    ['download', `<a href="${trap}/download" download>download</a>`],
    ['mail', `<a href="mailto:someone@mail.example">mail</a>`],
    ['script', `<a href="javascript:fetch('${trap}/javascript')">script</a>`],
    ['form', `<form action="${trap}/form"><input name="a" value="b"><button>form</button></form>`],
    ['post', `<form method="post" action="${trap}/post" target="_top"><button>post</button></form>`],
    [
      'formaction',
      `<form><button formaction="${trap}/formaction" formtarget="_blank">formaction</button></form>`,
    ],
    ['svg', `<svg height="30"><a href="${trap}/svg"><text y="20">svg</text></a></svg>`],
    ['file', `<a href="file:///etc/passwd">file</a>`],
  ];
}
