import type { Course, Ran, Step } from './course.ts';
import type { VmAtServer } from './server-state.ts';

interface OutcomeDocument {
  readonly outcomes?: readonly {
    readonly outcome: string;
    readonly plan: { readonly facts: { readonly name: string } };
  }[];
}

/** Of the servers' logins; no output and no file may hold it. */
export const password = 'campaign-Secret-7f3a';

/** What no output of any command may hold. */
const forbidden: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /\n\s+at .*:\d+:\d+/],
  ['a raw JavaScript error', /\b(TypeError|ReferenceError|RangeError)\b|\[object Object\]/],
  ['an unexpected error', /\bUNEXPECTED\b/],
  ['the password', /campaign-Secret/],
];

const powerOns = ['PowerOnVM_Task', 'PowerOnMultiVM_Task'];

const exitCodes: ReadonlySet<number | null> = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130]);

/** Checks the command itself, before anything is recovered. */
export function checkCommand(course: Course): string[] {
  return [
    ...checkOutcomes(course),
    ...checkSessions(course),
    ...checkRepeats(course),
    ...checkPowerOffs(course),
    ...checkJournals(course),
  ];
}

/** Checks what is left in the end. */
export function checkEnd(course: Course): string[] {
  return [
    ...checkWords(course),
    ...checkExits(course),
    ...checkSessions(course),
    ...checkRepeats(course),
    ...checkJournals(course),
    ...checkRest(course),
  ];
}

function commandOf({ steps }: Course): Step | undefined {
  return steps.find(({ role }) => role === 'command');
}

/** Each outcome that the command printed is what the server has. */
function checkOutcomes(course: Course): string[] {
  const step = commandOf(course);
  const told = step && outcomesOf(step.ran);
  if (step === undefined || told === undefined) {
    return [];
  }
  return [...course.before].flatMap(([name, before]) => {
    const now = step.after.get(name);
    if (now === undefined || course.touched.has(name)) {
      return [];
    }
    const outcome = told.get(name);
    const wrong =
      outcome === undefined ? changedAtAll(before, now) : untrue(course, outcome, before, now);
    return wrong === undefined ? [] : [`${name}: ${outcome ?? 'no outcome'}, but ${wrong}`];
  });
}

function untrue(
  course: Course,
  outcome: string,
  before: VmAtServer,
  now: VmAtServer,
): string | undefined {
  switch (outcome) {
    case 'changed':
      return differsFromPlan(course, now) ?? powerDiffers(course, before, now);
    case 'failed':
    case 'unverified':
      return powerDiffers(course, before, now);
    case 'untouched':
      return changedAtAll(before, now);
    default:
      return undefined;
  }
}

function differsFromPlan({ scenario }: Course, now: VmAtServer): string | undefined {
  const { desired, key } = scenario.command;
  if (now.nestedHV !== desired) {
    return `the setting is ${now.nestedHV}`;
  }
  return key === undefined || now.key === key ? undefined : `campaign.key is ${now.key}`;
}

function changedAtAll(before: VmAtServer, now: VmAtServer): string | undefined {
  return JSON.stringify(before) === JSON.stringify(now)
    ? undefined
    : `it went from ${JSON.stringify(before)} to ${JSON.stringify(now)}`;
}

function powerDiffers(
  { scenario }: Course,
  before: VmAtServer,
  now: VmAtServer,
): string | undefined {
  const isDiscarded =
    before.powerState === 'suspended' &&
    now.powerState === 'poweredOff' &&
    scenario.command.discardsSuspended;
  return isDiscarded || now.powerState === before.powerState
    ? undefined
    : `it is ${now.powerState} and was ${before.powerState}`;
}

/** No session stays open, unless a fault befell the logout or the login itself, or a process was killed. */
function checkSessions({ sessions, hit, steps }: Course): string[] {
  const isExcused =
    hit.has('Logout') || hit.has('Login') || steps.some(({ isCutShort }) => isCutShort);
  return sessions > 0 && !isExcused ? [`${sessions} sessions are still open`] : [];
}

/** A VM is reconfigured once, and once more for each rollback and for each power-on that failed, which takes the change back. */
function checkRepeats({ tasks, before, touched, hit, steps }: Course): string[] {
  // One that was refused before there was a task.
  const refused = powerOns.filter((method) => hit.has(method)).length;
  const rollbacks = steps.filter(({ args }) => args[0] === 'rollback').length;
  return [...before.keys()].flatMap((name) => {
    const own = tasks.filter(({ vm, by }) => vm === name && by === 'vhv');
    const changes = own.filter(
      ({ method, isSuccess }) => method === 'ReconfigVM_Task' && isSuccess,
    );
    const failed = own.filter(({ method, isSuccess }) => method === 'PowerOnVM_Task' && !isSuccess);
    // A change that was taken back is made again by a resume.
    const most = 1 + rollbacks + 2 * (failed.length + refused);
    return changes.length > most && !touched.has(name)
      ? [`${name}: ${changes.length} reconfigures had success, and ${most} may`]
      : [];
  });
}

/** A VM that somebody else has started during the command is not powered off by it. */
function checkPowerOffs({ tasks, before }: Course): string[] {
  return [...before.keys()].flatMap((name) => {
    const done = tasks.filter(({ vm, isSuccess }) => vm === name && isSuccess);
    const started = done.findIndex(
      ({ by, method }) => by === 'somebody' && method === 'PowerOnVM_Task',
    );
    const harm = done
      .slice(started + 1)
      .some(({ by, method }) => by === 'vhv' && method === 'PowerOffVM_Task');
    return started >= 0 && harm ? [`${name}: powered off after somebody else had started it`] : [];
  });
}

/** The journals tell of each VM that was changed what was done to it. */
function checkJournals({ before, steps, touched, journals }: Course): string[] {
  const last = steps.at(-1);
  if (last === undefined || journals === undefined) {
    return [];
  }
  return [...before].flatMap(([name, was]) => {
    const now = last.after.get(name);
    const isExplained = (journals.get(name) ?? []).length > 0;
    return now === undefined || touched.has(name) || isExplained || !changedAtAll(was, now)
      ? []
      : [`${name}: ${changedAtAll(was, now)}, and no journal tells why`];
  });
}

function checkWords({ steps, files }: Course): string[] {
  const spoken = steps.flatMap(({ args, ran }) =>
    forbidden
      .filter(([, pattern]) => pattern.test(ran.stdout) || pattern.test(ran.stderr))
      .map(([what]) => `${args[0]}: the output holds ${what}`),
  );
  return files.includes(password) ? [...spoken, 'a file holds the password'] : spoken;
}

/** The exit code is one that is documented, and agrees with the outcomes. */
function checkExits({ steps }: Course): string[] {
  return steps.flatMap(({ args, ran, isCutShort }) => {
    if (isCutShort) {
      return [];
    }
    if (!exitCodes.has(ran.exitCode)) {
      return [`${args[0]}: ended with exit code ${ran.exitCode}`];
    }
    const fine = ['changed', ...(args.includes('--limit') ? ['untouched'] : [])];
    const bad = [...(outcomesOf(ran) ?? [])].filter(([, outcome]) => !fine.includes(outcome));
    return ran.exitCode === 0 && bad.length > 0
      ? [`${args[0]}: exit code 0, and ${bad.map(([name, one]) => `${name} is ${one}`).join(', ')}`]
      : [];
  });
}

/** In the end each VM has its old or its new setting and its old power state, or the last command names it. */
function checkRest(course: Course): string[] {
  const { before, steps, touched, scenario } = course;
  const last = steps.at(-1);
  if (last === undefined || last.isCutShort || !last.isHeard) {
    return [];
  }
  const violations = [...before].flatMap(([name, was]) => {
    const now = last.after.get(name);
    if (now === undefined || touched.has(name) || isNamed(last, name)) {
      return [];
    }
    const { desired, key } = scenario.command;
    const power = powerDiffers(course, was, now);
    const template = now.template === was.template ? undefined : 'it is not what it was: template';
    const value = [was.nestedHV, desired].includes(now.nestedHV)
      ? undefined
      : `its setting is ${now.nestedHV}`;
    const option = [was.key, key].includes(now.key) ? undefined : `campaign.key is ${now.key}`;
    const wrong = power ?? template ?? value ?? option;
    return wrong === undefined ? [] : [`${name}: ${wrong}, and the last command does not name it`];
  });
  const isDone = last.role === 'recovery' && last.ran.exitCode === 0;
  return isDone && course.isOpen
    ? [...violations, 'the recovery ended with exit code 0, and a journal is still open']
    : violations;
}

function isNamed({ ran }: Step, name: string): boolean {
  const lines = ran.stderr.split('\n').filter((line) => new RegExp(`/${name}\\b`).test(line));
  return lines.some((line) => /OFF|NOT KNOWN|MOVED_ON|not looked at|may/.test(line));
}

function outcomesOf({ stdout }: Ran): Map<string, string> | undefined {
  try {
    const { outcomes } = JSON.parse(stdout) as OutcomeDocument;
    return outcomes && new Map(outcomes.map(({ outcome, plan }) => [plan.facts.name, outcome]));
  } catch {
    return undefined;
  }
}
