import type { Course, Step } from './course.ts';
import type { VmAtServer } from './server-state.ts';
import { tasksOn, vmsOf } from './server-state.ts';

interface OutcomeDocument {
  readonly outcomes?: readonly {
    readonly outcome: string;
    readonly plan: { readonly facts: { readonly name: string } };
  }[];
}

/** What no output of any command may hold. */
const forbidden: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /\n\s+at .*:\d+:\d+/],
  ['a raw JavaScript error', /\b(TypeError|ReferenceError|RangeError)\b|\[object Object\]/],
  ['an unexpected error', /\bUNEXPECTED\b/],
  ['the password', /campaign-Secret/],
];

/** Checks the command itself, before anything is recovered. */
export function checkCommand(course: Course): string[] {
  return [
    ...checkOutcomes(course),
    ...checkSessions(course),
    ...checkRepeats(course),
    ...checkPowerOffs(course),
  ];
}

/** Checks what is left in the end. */
export function checkEnd(course: Course): string[] {
  return [...checkWords(course), ...checkSessions(course), ...checkRest(course)];
}

/** Each outcome that the command printed is what the server has. */
function checkOutcomes(course: Course): string[] {
  const [step] = course.steps;
  const told = step === undefined ? undefined : outcomesOf(step);
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
      return now.nestedHV === course.scenario.desired
        ? powerDiffers(course, before, now)
        : `the setting is ${now.nestedHV}`;
    case 'failed':
    case 'unverified':
      return powerDiffers(course, before, now);
    case 'untouched':
      return changedAtAll(before, now);
    default:
      return undefined;
  }
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
    scenario.command.includes('--discard-suspended');
  return isDiscarded || now.powerState === before.powerState
    ? undefined
    : `it is ${now.powerState} and was ${before.powerState}`;
}

/** No session stays open, unless it was the logout itself that a fault befell. */
function checkSessions({ simulators, hit }: Course): string[] {
  const left = simulators.reduce((sum, { sessionCount }) => sum + sessionCount, 0);
  return left > 0 && !hit.has('Logout') ? [`${left} sessions are still open`] : [];
}

/** A VM is reconfigured once; a second time only to take the change back, after a power-on that failed. */
function checkRepeats(course: Course): string[] {
  return course.simulators.flatMap((simulator) =>
    vmsOf(simulator).flatMap((vm) => {
      const own = simulator.model.tasks.history.filter(
        ({ parts }) => parts.entity === vm && parts.userName === 'admin',
      );
      const changes = own.filter(
        ({ parts, state }) => parts.method === 'ReconfigVM_Task' && state === 'success',
      );
      const wasTakenBack = own.some(
        ({ parts, state }) => parts.method === 'PowerOnVM_Task' && state === 'error',
      );
      return changes.length > (wasTakenBack ? 2 : 1)
        ? [`${vm.name}: ${changes.length} reconfigures had success in one command`]
        : [];
    }),
  );
}

/** A VM that somebody else has started during the command is not powered off by it. */
function checkPowerOffs({ simulators }: Course): string[] {
  return simulators.flatMap((simulator) =>
    vmsOf(simulator).flatMap((vm) => {
      const tasks = tasksOn(simulator, vm);
      const started = tasks.findIndex(
        ({ parts }) => parts.userName === 'operator' && parts.method === 'PowerOnVM_Task',
      );
      const harm = tasks
        .slice(started + 1)
        .some(({ parts }) => parts.userName === 'admin' && parts.method === 'PowerOffVM_Task');
      return started >= 0 && harm
        ? [`${vm.name}: powered off after somebody else had started it`]
        : [];
    }),
  );
}

function checkWords({ steps }: Course): string[] {
  return steps.flatMap(({ args, ran }) =>
    forbidden
      .filter(([, pattern]) => pattern.test(ran.stdout) || pattern.test(ran.stderr))
      .map(([what]) => `${args[0]}: the output holds ${what}`),
  );
}

/** In the end each VM has its old or its new setting and its old power state, or the last command names it. */
function checkRest(course: Course): string[] {
  const { before, steps, touched, scenario } = course;
  const last = steps.at(-1);
  if (last === undefined) {
    return [];
  }
  const violations = [...before].flatMap(([name, was]) => {
    const now = last.after.get(name);
    if (now === undefined || touched.has(name) || isNamed(last, name)) {
      return [];
    }
    const power = powerDiffers(course, was, now);
    const template = now.template === was.template ? undefined : 'it is not what it was: template';
    const value = [was.nestedHV, scenario.desired].includes(now.nestedHV)
      ? undefined
      : `its setting is ${now.nestedHV}`;
    const wrong = power ?? template ?? value;
    return wrong === undefined ? [] : [`${name}: ${wrong}, and the last command does not name it`];
  });
  const isDone = last.args[0] !== scenario.command[0] && last.ran.exitCode === 0;
  return isDone && course.isOpen
    ? [...violations, 'the recovery ended with exit code 0, and a journal is still open']
    : violations;
}

function isNamed({ ran }: Step, name: string): boolean {
  const lines = ran.stderr.split('\n').filter((line) => new RegExp(`/${name}\\b`).test(line));
  return lines.some((line) => /OFF|NOT KNOWN|MOVED_ON|not looked at|may/.test(line));
}

function outcomesOf({ ran }: Step): Map<string, string> | undefined {
  try {
    const { outcomes } = JSON.parse(ran.stdout) as OutcomeDocument;
    return outcomes && new Map(outcomes.map(({ outcome, plan }) => [plan.facts.name, outcome]));
  } catch {
    return undefined;
  }
}
