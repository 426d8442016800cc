const numbers = new Intl.NumberFormat('en-GB');

/** `12,345` */
export function formatCount(count: number): string {
  return numbers.format(count);
}

/** `12%`; never rounded to 0% or 100% unless it is. */
export function formatShare(count: number, total: number): string {
  if (count === 0 || total === 0) {
    return '0%';
  }
  const percent = Math.round((count / total) * 100);
  return `${count === total ? 100 : Math.min(99, Math.max(1, percent))}%`;
}

/** `On: 12; Blocked: 3`: a chart in words. */
export function describeSlices(
  slices: readonly { readonly label: string; readonly count: number }[],
): string {
  return slices.map(({ label, count }) => `${label}: ${formatCount(count)}`).join('; ');
}

/** Where each slice begins and how long it is, on a way of 100; small ones stay visible. */
export function layOut<Slice extends { readonly count: number }>(
  slices: readonly Slice[],
): { slice: Slice; start: number; length: number }[] {
  const present = slices.filter(({ count }) => count > 0);
  const weights = present.map(({ count }) => count);
  const smallest = weights.reduce((sum, weight) => sum + weight, 0) / 80;
  const sizes = weights.map((weight) => Math.max(weight, smallest));
  const scale = 100 / sizes.reduce((sum, size) => sum + size, 0);
  let start = 0;
  return present.map((slice, index) => {
    const length = (sizes[index] ?? 0) * scale;
    start += length;
    return { slice, start: start - length, length };
  });
}

export function round(value: number): number {
  return Number(value.toFixed(2));
}

/** The arcs of a ring as dashes of a circle that is 100 long, with a gap where there are several. */
export function arcsOf<Slice extends { readonly count: number }>(
  slices: readonly Slice[],
): { slice: Slice; dashes: string; offset: string }[] {
  const laid = layOut(slices);
  const gap = laid.length > 1 ? 0.9 : 0;
  return laid.map(({ slice, start, length }) => ({
    slice,
    dashes: `${round(length - gap)} ${round(100 - length + gap)}`,
    offset: String(round(-start)),
  }));
}
