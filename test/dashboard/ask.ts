import http from 'node:http';
import { planVm } from '../../src/nested/plan/plan.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import { vmKey } from '../../src/nested/run/job.ts';
import type { RunEvent } from '../../src/nested/run/options.ts';
import type { VmOutcome } from '../../src/nested/run/outcome.ts';
import type { Run } from '../../src/report/html/run/render-run.ts';
import type { RunUpdate } from '../../src/report/html/run/run-update.ts';
import { vmFacts } from '../helpers/facts.ts';

/** A run of VMs that are all to be changed. */
export function runOf(count: number): Run {
  const plans = Array.from({ length: count }, (_, index) =>
    planVm(
      vmFacts({ name: `vm-${index}`, moRef: { type: 'VirtualMachine', value: `vm-${index}` } }),
      { nestedHVEnabled: true, extraConfig: {} },
    ),
  );
  return { startedAt: new Date(), program: 'vhv 0.0.0', command: 'enable', plans };
}

export function planAt({ plans }: Run, index: number): VmPlan {
  const plan = plans[index];
  if (plan === undefined) {
    throw new Error(`no plan ${index}`);
  }
  return plan;
}

/** What a run tells of one VM. */
export function stepOf(plan: VmPlan, step: 'reconfigure' | 'power-on' = 'reconfigure'): RunEvent {
  return { kind: 'step', vm: vmKey(plan.facts), path: plan.facts.path, step };
}

export function outcomeEvent(plan: VmPlan, outcome: VmOutcome['outcome']): RunEvent {
  return { kind: 'outcome', vm: vmKey(plan.facts), outcome: { plan, outcome } };
}

export function failureOf(plan: VmPlan, message: string): RunEvent {
  const outcome = { plan, outcome: 'failed', error: { code: 'TASK_FAILED', message } } as const;
  return { kind: 'outcome', vm: vmKey(plan.facts), outcome };
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Asks with exactly this path and these headers: nothing is made tidy on the way. */
export function ask(
  url: string,
  { path, method = 'GET', headers = {} }: Partial<http.RequestOptions> = {},
): Promise<Answer> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path: path ?? pathname, method, headers, agent: false };
    const request = http.request(options, async (response) => {
      let text = '';
      try {
        for await (const chunk of response.setEncoding('utf8')) {
          text += chunk;
        }
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      } catch (error) {
        reject(error as Error);
      }
    });
    request.once('error', reject).end();
  });
}

/** All that a page is told until the run is over. */
export async function watch(url: string): Promise<RunUpdate[]> {
  const { text } = await ask(url, { path: `${new URL(url).pathname}events` });
  return text
    .split('\n\n')
    .filter((message) => message.startsWith('data: '))
    .map((message) => JSON.parse(message.slice('data: '.length)) as RunUpdate);
}
