/** A percent sign that escapes nothing stands for itself: people type passwords as they are. */
export function unescapePart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return text;
  }
}
