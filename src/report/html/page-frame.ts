import { createHash } from 'node:crypto';
import { glyphSheet } from './glyphs.ts';
import { embedJson, html, type Markup, trusted } from './markup.ts';
import type { PageData } from './page-data.ts';
import { style } from './page-source.ts';

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230f6e66'/%3E%3Crect x='3.5' y='3.5' width='9' height='9' rx='2' fill='none' stroke='%23fff'/%3E%3Crect x='6' y='6' width='4' height='4' rx='1' fill='%23fff'/%3E%3C/svg%3E";

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * A page may do nothing but run its one script and wear its one style sheet: no request can leave it, but to the server that it came from
 * where it is live.
 */
export function contentSecurityPolicy({ script, isLive }: PageFrame): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    ...(isLive ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const dates = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** What pages differ in. */
export interface PageFrame {
  readonly title: string;
  /** The servers that it is about, as addresses. */
  readonly endpoints: readonly string[];
  readonly madeAt: Date;
  /** The program and its version: `vhv 0.1.0`. */
  readonly program: string;
  readonly data: PageData;
  readonly script: string;
  /** Whether it may ask the server that it came from for more. */
  readonly isLive: boolean;
  readonly main: Markup;
}

/** Puts a page together that holds all it needs; it begins with `mark`. */
export function framePage(mark: string, frame: PageFrame): string {
  const { title, endpoints, madeAt, program, data, script, main } = frame;
  const servers = [...new Set(endpoints)].map((one) => one.replace('https://', '')).join(', ');
  const page = html`
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(frame)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${program}">
<title>${title} · ${servers}</title>
<link rel="icon" href="${icon}">
<style>${trusted(style)}</style>
</head>
<body>
${glyphSheet()}
<a class="skip" href="#vms">Skip to the virtual machines</a>
<header><h1>${title}</h1>
<p><bdi>${servers}</bdi> · <time datetime="${madeAt.toISOString()}">${dates.format(madeAt)} UTC</time> · ${program}</p></header>
<main>
${main}
</main>
<script type="application/json" id="data">${embedJson(data)}</script>
<script type="module">${trusted(script)}</script>
</body>
</html>
`;
  return mark + page.text;
}
