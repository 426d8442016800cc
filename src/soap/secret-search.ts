import { type View, viewsOf } from './spellings.ts';

/** Of longer secrets this much is looked for, and what follows is taken with it as the secret's `rest` says. */
const longestSearched = 256;

/** Such a secret can be a part of some other word by chance: it counts only where it stands alone. */
const isCommon = /^(?:[\p{L}\p{N}_]{1,7}|.{1,2})$/u;
const wordBefore = /[\p{L}\p{N}_]$/u;
const wordAfter = /^[\p{L}\p{N}_]/u;

/** What follows the part of a long secret that is looked for: up to the next tag, of an assertion up to its own end. */
function restOf(secret: string): RegExp | undefined {
  if (secret.length <= longestSearched) {
    return undefined;
  }
  return /^\s*<[^>]*Assertion\b/.test(secret)
    ? /[\s\S]*?(?:Assertion\s*(?:>|&(?:amp;)*gt;|%3[eE])|$)/y
    : /[^<]*/y;
}

interface Secret {
  readonly mask: string;
  readonly standsAlone: boolean;
  readonly rest: RegExp | undefined;
}

/** A state of the automaton: the longest start of some secret that has just been read. */
interface State {
  readonly next: Map<number, State>;
  readonly depth: number;
  /** The secret that ends here. */
  secret?: Secret;
  /** The state for the longest proper suffix of what has been read. */
  fallback?: State;
  /** The nearest state along the fallbacks at which a secret ends. */
  shorter?: State | undefined;
}

interface Found {
  readonly from: number;
  to: number;
  readonly mask: string;
}

/**
 * Finds all of many secrets in a text at once, in every spelling of XML and URLs. It is the automaton of Aho and Corasick: its work
 * grows with the length of the text, and not with the number of secrets.
 */
export class SecretSearch {
  #start: State = { next: new Map(), depth: 0 };
  #isLinked: boolean = true;

  add(secret: string, mask: string): void {
    const entry = { mask, standsAlone: isCommon.test(secret), rest: restOf(secret) };
    // What is spelt like an escape is decoded with the text around it.
    for (const { text } of viewsOf(secret.slice(0, longestSearched))) {
      let state = this.#start;
      for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        const next = state.next.get(code) ?? { next: new Map(), depth: index + 1 };
        state.next.set(code, next);
        state = next;
      }
      state.secret ??= entry;
    }
    this.#isLinked = false;
  }

  /** The text with a mask in place of each secret; of those that overlap, the longest one's. */
  mask(text: string): string {
    if (this.#start.next.size === 0) {
      return text;
    }
    this.#link();
    const found = viewsOf(text).flatMap((view) => this.#find(view, text));
    if (found.length === 0) {
      return text;
    }
    let masked = '';
    let read = 0;
    for (const { from, to, mask } of merge(found)) {
      masked += text.slice(read, from) + mask;
      read = to;
    }
    return masked + text.slice(read);
  }

  #find(view: View, raw: string): Found[] {
    const found: Found[] = [];
    const { text } = view;
    let state = this.#start;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      let next = state.next.get(code);
      while (next === undefined && state.fallback !== undefined) {
        state = state.fallback;
        next = state.next.get(code);
      }
      state = next ?? this.#start;
      const end = endingAt(state, text, index + 1);
      if (end?.secret !== undefined) {
        const { mask, rest } = end.secret;
        const [from, to] = view.raw(index + 1 - end.depth, index + 1);
        // A long secret goes on: what is taken with it is not looked at again.
        const isTaken = from < (found.at(-1)?.to ?? 0) && rest !== undefined;
        found.push({ from, to: rest === undefined || isTaken ? to : endOf(rest, raw, to), mask });
      }
    }
    return found;
  }

  #link(): void {
    if (this.#isLinked) {
      return;
    }
    this.#isLinked = true;
    const queue: State[] = [this.#start];
    for (const state of queue) {
      for (const [code, next] of state.next) {
        let from = state.fallback;
        while (from !== undefined && !from.next.has(code)) {
          from = from.fallback;
        }
        const fallback = from?.next.get(code) ?? this.#start;
        next.fallback = fallback;
        next.shorter = fallback.secret === undefined ? fallback.shorter : fallback;
        queue.push(next);
      }
    }
  }
}

/** The longest secret that ends at `to`. */
function endingAt(state: State, text: string, to: number): State | undefined {
  let end = state.secret === undefined ? state.shorter : state;
  while (end?.secret?.standsAlone === true && !isAlone(text, to - end.depth, to)) {
    end = end.shorter;
  }
  return end;
}

function isAlone(text: string, from: number, to: number): boolean {
  return (
    !wordBefore.test(text.slice(Math.max(0, from - 2), from)) &&
    !wordAfter.test(text.slice(to, to + 2))
  );
}

function endOf(rest: RegExp, text: string, from: number): number {
  rest.lastIndex = from;
  return from + (rest.exec(text)?.[0].length ?? 0);
}

/** Stretches that do not overlap, in their order. */
function merge(found: readonly Found[]): readonly Found[] {
  const merged: { from: number; to: number; mask: string; length: number }[] = [];
  for (const { from, to, mask } of [...found].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = merged.at(-1);
    if (last === undefined || from >= last.to) {
      merged.push({ from, to, mask, length: to - from });
    } else {
      if (to - from > last.length) {
        last.mask = mask;
        last.length = to - from;
      }
      last.to = Math.max(last.to, to);
    }
  }
  return merged;
}
