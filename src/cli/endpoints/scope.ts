import { parseSelector, type Selector } from '../../vsphere/index.ts';
import type { Endpoint } from './choose.ts';

/** A selector as one endpoint is to read it, beside the one that was written. */
export interface ScopedSelector {
  readonly written: Selector;
  readonly selector: Selector;
}

/** What may stand before the `#`, and in a rule's `endpoints`: the name, `host`, `host:port`, or the address as rows carry it. */
export function namesOf({ name, url, host, port, alsoNamed = [] }: Endpoint): readonly string[] {
  return [name, host, `${host}:${port}`, url.value, ...alsoNamed];
}

/** Splits `vc1#vm-42` where `vc1` is an endpoint of this run: a `#` may be a part of a VM's name as well. */
function prefixOf({ text }: Selector, endpoints: readonly Endpoint[]): string | undefined {
  const prefix = text.slice(0, Math.max(text.indexOf('#'), 0));
  return endpoints.some((endpoint) => namesOf(endpoint).includes(prefix)) ? prefix : undefined;
}

/** A sentence about a word before the `#` that is the name of no endpoint; undefined where there is none. */
export function unknownServer(text: string, endpoints: readonly Endpoint[]): string | undefined {
  const prefix = text.slice(0, Math.max(text.indexOf('#'), 0));
  const names = endpoints.map(({ name }) => name);
  return prefix === '' || endpoints.some((endpoint) => namesOf(endpoint).includes(prefix))
    ? undefined
    : `The servers of this run are ${names.join(', ')}; '${prefix}' is none of them.`;
}

/** Those of the selectors that mean this endpoint: without a name before the `#`, all endpoints are meant. */
export function scopeTo(
  endpoint: Endpoint,
  selectors: readonly Selector[],
  endpoints: readonly Endpoint[],
): ScopedSelector[] {
  return selectors.flatMap((written) => {
    const prefix = prefixOf(written, endpoints);
    if (prefix === undefined) {
      return [{ written, selector: written }];
    }
    if (!namesOf(endpoint).includes(prefix)) {
      return [];
    }
    const text = written.text.slice(prefix.length + 1);
    return [{ written, selector: parseSelector(text, written.options) }];
  });
}

/** Whether the selector names one object, on whichever endpoint. */
export function namesOneOnAny(selector: Selector, endpoints: readonly Endpoint[]): boolean {
  return (
    prefixOf(selector, endpoints) === undefined && (selector.kind === 'moid' || !selector.isGlob)
  );
}
