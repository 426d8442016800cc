/** JSON with a bigint as its digits in a string: a number would lose some of them in most readers. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item),
    2,
  );
  return `${text}\n`;
}
