/**
 * The fields that are known. Every field has to be named, so that none is forgotten, and each may be undefined.
 *
 * @returns the same without those that are undefined
 */
export function withoutUndefined<T extends object>(
  fields: {
    readonly [K in keyof Required<T>]: T[K] | undefined;
  },
): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
