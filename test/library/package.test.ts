import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** npm packs these whatever `files` says. */
const always = ['README.md', 'LICENSE', 'package.json'];

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];

it.each(pages)('what %s links to is in the package', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) =>
    posix.join(posix.dirname(page), link),
  );
  const packed = [...always, ...files];
  const missing = links.filter(
    (link) => !packed.some((one) => link === one || link.startsWith(`${one}/`)),
  );
  expect(missing).toStrictEqual([]);
});
