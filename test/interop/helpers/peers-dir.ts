import { fileURLToPath } from 'node:url';

/** Where the built peers are. */
export const peersDir = fileURLToPath(
  new URL('../../../node_modules/.cache/vhv-peers', import.meta.url),
);
