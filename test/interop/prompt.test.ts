import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Simulator, VmData } from '../../src/simulator/index.ts';
import { hosts, powerOf, running } from '../helpers/lone-vm.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Terminal } from './helpers/terminal.ts';

let folder: string;
beforeEach(() => {
  folder = makeTempDir();
});

function startLab(vms: readonly VmData[]): Promise<Simulator> {
  return testSimulator({ inventory: { datacenters: [{ name: 'DC', hosts, vms }] } });
}

function envOf(lab: Simulator): Record<string, string> {
  return {
    VHV_URL: lab.url,
    VHV_USERNAME: lab.user,
    VHV_PASSWORD: lab.password,
    VHV_FINGERPRINT: lab.fingerprint256,
    XDG_STATE_HOME: folder,
    XDG_CONFIG_HOME: folder,
  };
}

const cooked = { canonical: true, echo: true };
const many = Array.from({ length: 11 }, (_, n) => ({ ...running, name: `on-${n}` }));

interface Prompt {
  readonly what: string;
  readonly args: readonly string[];
  readonly vms?: readonly VmData[];
  /** Variables that are not set. */
  readonly without?: string;
  readonly question: RegExp;
  /** What would be taken for an answer. */
  readonly early: string;
  readonly answer: string;
  readonly exitCode: number;
}

const off: VmData = { name: 'off', host: 'esx-01' };

describe('what is typed before a question is no answer to it', () => {
  it.each<Prompt>([
    {
      what: 'a question',
      args: ['enable', 'off'],
      question: /Change 1 VM .*\[y\/N\] $/,
      early: 'y\n',
      answer: 'n\r',
      exitCode: 130,
    },
    {
      what: 'a question, after a line that is not finished',
      args: ['enable', 'off'],
      question: /Change 1 VM .*\[y\/N\] $/,
      early: 'y',
      answer: '\r',
      exitCode: 130,
    },
    {
      what: 'a question that takes a number',
      args: ['enable', '--all', '--power-cycle', 'soft'],
      vms: many,
      question: /Type 11 to go on: $/,
      early: '11\n11\n',
      answer: '1\r',
      exitCode: 130,
    },
    {
      what: 'a question about hosts',
      args: ['hosts', 'options', 'set', 'esx-01', '--set', 'Config.HostAgent.log.level=trivia'],
      question: /\[y\/N\] $/,
      early: 'yes\n',
      answer: 'n\r',
      exitCode: 130,
    },
    {
      what: 'a question about certificates',
      args: ['cert', '--trust'],
      question: /Trust this certificate\? \[y\/N\] $/,
      without: 'VHV_FINGERPRINT',
      early: 'y\n',
      answer: 'n\r',
      exitCode: 130,
    },
    {
      what: 'the password',
      args: ['about'],
      without: 'VHV_PASSWORD',
      question: /Password of .*: $/,
      early: 'wrong\n',
      answer: 'pass\r',
      exitCode: 0,
    },
    {
      what: 'the password of a guest',
      args: ['verify', 'on', '--guest-user', 'root'],
      vms: [running],
      question: /Password of root in the guest: $/,
      early: 'y\n',
      answer: '\u0003',
      exitCode: 130,
    },
  ])('$what', async ({ args, vms = [off], without = '', question, early, answer, exitCode }) => {
    const lab = await startLab(vms);
    const { [without]: _left, ...env } = envOf(lab);
    lab.faults.add({ method: 'RetrieveServiceContent', times: 1, delayMs: 500 });
    const terminal = Terminal.start(args, env);
    terminal.type(early);
    await terminal.shows(question);
    expect(terminal.shown).toContain('what was typed before this question is ignored');
    terminal.type(answer);
    expect({ exitCode: await terminal.ended(), modes: terminal.modes }).toStrictEqual({
      exitCode,
      modes: cooked,
    });
    expect(lab.requests.of('ReconfigVM_Task') + lab.requests.of('UpdateOptions')).toBe(0);
  });

  it('neither in the middle of planning, nor when a rollback is planned', async () => {
    const lab = await startLab([off]);
    const journal = join(folder, 'run.jsonl');
    lab.faults.add({ method: 'RetrievePropertiesEx', times: 1, delayMs: 1500 });
    const enable = Terminal.start(['enable', 'off', '--journal', journal], envOf(lab));
    await expect
      .poll(() => lab.requests.of('RetrievePropertiesEx'), { timeout: 60_000 })
      .toBeGreaterThan(0);
    enable.type('y\n');
    await enable.shows(/\[y\/N\] $/);
    expect(lab.requests.of('ReconfigVM_Task')).toBe(0);
    enable.type('y\r');
    expect(await enable.ended()).toBe(0);
    expect(lab.requests.of('ReconfigVM_Task')).toBe(1);
    const rollback = Terminal.start(['rollback', journal], envOf(lab));
    rollback.type('y\n');
    await rollback.shows(/Roll back 1 VM .*\[y\/N\] $/);
    rollback.type('\r');
    expect(await rollback.ended()).toBe(130);
    expect(lab.requests.of('ReconfigVM_Task')).toBe(1);
  });
});

describe('at a question', () => {
  it.each([
    { keys: 'no\u007f\u007fy\r', what: 'backspace', exitCode: 0 },
    { keys: 'y\n', what: 'what is typed at once', exitCode: 0 },
    { keys: 'y\u0003', what: 'Ctrl-C', exitCode: 130 },
    { keys: '\u0004', what: 'Ctrl-D', exitCode: 130 },
  ])('$what works, and the terminal is as before', async ({ keys, exitCode }) => {
    const lab = await startLab([off]);
    const terminal = Terminal.start(['enable', 'off'], envOf(lab));
    await terminal.shows(/\[y\/N\] $/);
    terminal.type(keys);
    expect(await terminal.ended()).toBe(exitCode);
    expect(terminal.modes).toStrictEqual(cooked);
    expect(lab.requests.of('ReconfigVM_Task')).toBe(exitCode === 0 ? 1 : 0);
    expect(lab.sessionCount).toBe(0);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)('%s ends it', async (signal) => {
    const lab = await startLab([off]);
    const terminal = Terminal.start(['enable', 'off'], envOf(lab));
    await terminal.shows(/\[y\/N\] $/);
    terminal.signal(signal);
    expect(await terminal.ended()).toBe(130);
    expect(terminal.modes).toStrictEqual(cooked);
    expect(lab.sessionCount).toBe(0);
  });

  it('a terminal that is gone ends it', async () => {
    const lab = await startLab([off]);
    const terminal = Terminal.start(['enable', 'off'], envOf(lab));
    await terminal.shows(/\[y\/N\] $/);
    terminal.hangUp();
    expect(await terminal.ended()).toBe(130);
    expect(lab.requests.of('ReconfigVM_Task')).toBe(0);
    expect(lab.sessionCount).toBe(0);
  });
});

describe('in the middle of a power cycle', () => {
  async function startCycle(guestShutdown: number | 'never') {
    const lab = await startLab([running]);
    lab.faults.add({ method: 'ShutdownGuest', guestShutdown });
    const args = ['enable', 'on', '--power-cycle', 'soft', '--yes'];
    const terminal = Terminal.start(args, envOf(lab));
    await expect.poll(() => lab.requests.of('ShutdownGuest'), { timeout: 60_000 }).toBe(1);
    return { lab, terminal };
  }

  it('a terminal that is gone leaves no VM off and no session', async () => {
    const { lab, terminal } = await startCycle(2000);
    terminal.hangUp();
    expect(await terminal.ended()).toBe(130);
    expect(powerOf(lab)).toBe('poweredOn');
    expect(lab.requests.of('ReconfigVM_Task')).toBe(1);
    expect(lab.sessionCount).toBe(0);
  });

  it('Ctrl-C twice names the VM, and the terminal is as before', async () => {
    const { terminal } = await startCycle('never');
    terminal.type('\u0003');
    await terminal.shows(/Press Ctrl-C again to quit now/);
    terminal.type('\u0003');
    expect(await terminal.ended()).toBe(130);
    expect(terminal.shown).toMatch(/OFF, or about to be: \/DC\/vm\/on/);
    expect(terminal.modes).toStrictEqual(cooked);
  });
});
