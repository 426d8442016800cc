/**
 * The same text in memory of its own. The engine cuts a text out of a larger one by pointing into it, also where it was then joined
 * to others, so that one name keeps 64 kB of an answer in memory: whatever is kept of every object has to be made its own.
 */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}
