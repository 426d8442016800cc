import type { Difference, VmDrift } from '../nested/drift/compare.ts';
import type { Drift } from '../nested/drift/drift.ts';
import type { RuleUse } from '../nested/drift/rules.ts';

/** What a setting is, for people. */
export function describeValue(value: string | null | undefined): string {
  return value === undefined ? 'not readable' : (value ?? 'not there');
}

/** `nestedHVEnabled: wanted on, is off; changed by ann at 2026-11-22T20:11:08Z` */
export function describeDifference({ key, wanted, actual, changed }: Difference): string {
  const by =
    changed === undefined ? 'who changed it is not known' : `by ${changed.by} at ${changed.at}`;
  return `${key}: wanted ${describeValue(wanted)}, is ${describeValue(actual)}; ${by}`;
}

/** `2 VMs drifted, 9 as wanted, 1 not readable, 3 unmanaged` */
export function summarizeDrift(drifts: readonly Drift[]): string {
  const vms = drifts.flatMap((drift) => drift.vms);
  const count = (state: VmDrift['state']): number => vms.filter((vm) => vm.state === state).length;
  const unknown = count('unknown');
  return [
    `${count('drifted')} drifted`,
    `${count('in-sync')} as wanted`,
    ...(unknown > 0 ? [`${unknown} not readable`] : []),
    `${count('unmanaged')} unmanaged`,
  ].join(', ');
}

/** What became of each rule on all servers, in the order of the file. */
export function mergeRules(drifts: readonly Drift[]): RuleUse[] {
  const [first] = drifts;
  return (first?.rules ?? []).map(({ name }, index) => {
    const uses = drifts.flatMap(({ rules }) => rules[index] ?? []);
    const here = uses.filter(({ elsewhere }) => !elsewhere);
    const [one, ...others] = here;
    return {
      name,
      matched: uses.reduce((sum, { matched }) => sum + matched, 0),
      decided: uses.reduce((sum, { decided }) => sum + decided, 0),
      // What one server has is not missing on the others.
      unmatched: (one?.unmatched ?? []).filter((text) =>
        others.every(({ unmatched }) => unmatched.includes(text)),
      ),
      elsewhere: here.length === 0,
    };
  });
}

/** What there is to say of rules: those that match nothing, and selectors of theirs. */
export function describeIdleRules(rules: readonly RuleUse[]): string[] {
  return rules.flatMap(({ name, matched, unmatched, elsewhere }) => {
    if (elsewhere) {
      return [`rule ${name} is about servers that were not looked at`];
    }
    return matched === 0
      ? [`rule ${name} matches no VM`]
      : unmatched.map((text) => `rule ${name}: nothing matches '${text}'`);
  });
}

/** Paths that are named of many. */
const shown = 3;

/** VMs that several rules match, a line for each set of rules. */
export function describeOverruled(drifts: readonly Drift[]): string[] {
  const sets = new Map<string, string[]>();
  for (const { path, rule, overruled } of drifts.flatMap(({ vms }) => vms)) {
    if (overruled.length > 0) {
      const said = `matched by rule ${rule}, which decides, and by ${overruled.join(', ')}`;
      sets.set(said, [...(sets.get(said) ?? []), path]);
    }
  }
  return [...sets].map(([said, paths]) => {
    const more = paths.length > shown ? ` and ${paths.length - shown} more` : '';
    return `${paths.slice(0, shown).join(', ')}${more}: ${said}`;
  });
}

/** What the event history did not tell, and why. */
export function describeHistory(drifts: readonly Drift[]): string[] {
  return drifts.flatMap(({ endpoint, history: { notAsked, failures } }) => [
    ...failures.map((why) => `${endpoint}: the event history could not be read: ${why}`),
    ...(notAsked > 0
      ? [
          `${endpoint}: who changed ${notAsked} more VMs was not asked: --history NUMBER asks for more`,
        ]
      : []),
  ]);
}
