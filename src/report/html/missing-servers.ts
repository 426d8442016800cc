import { html, type Markup } from './markup.ts';
import type { Report } from './report.ts';

/** What is not on the page has to be said on it: nobody misses a server that was never there. */
export function missingServers({ notLookedAt = [] }: Report): Markup | false {
  const servers = notLookedAt.map((one) => html`<li><bdi>${one}</bdi></li>`);
  return (
    servers.length > 0 &&
    html`<section class="card" aria-labelledby="h-missing"><h2 id="h-missing">Not looked at</h2><ul>${servers}</ul></section>`
  );
}
