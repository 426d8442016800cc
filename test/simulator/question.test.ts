import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

const withoutVirtualization = (rules: SimulatorOptions['rules'] = {}, vm: object = {}) => ({
  rules,
  inventory: {
    datacenters: [
      {
        name: 'DC',
        hosts: [{ name: 'esx', virtualization: 'offInFirmware' as const }],
        vms: [{ name: 'vm', host: 'esx', nestedHV: true, ...vm }],
      },
    ],
  },
});

async function lab(options: SimulatorOptions) {
  const client = await Client.login(await testSimulator(options));
  return { client, vm: (await client.find('/DC/vm/vm')) as MoRef };
}

interface Question {
  id: string;
  text: string;
  choice: { choiceInfo: { key: string; label: string }[]; defaultIndex: number };
}

/** Starts a power-on and waits until the VM asks. */
async function asked(client: Client, vm: MoRef) {
  const task = await client.call('PowerOnVM_Task', vm);
  const read = async () => (await client.read(vm, 'runtime.question'))['runtime.question'];
  await expect.poll(read).toBeDefined();
  return { task, question: (await read()) as Question };
}

const answer = (id: string, choice: string) =>
  `<questionId>${id}</questionId><answerChoice>${choice}</answerChoice>`;

async function outcome(client: Client, task: MoRef) {
  const state = async () => (await client.read(task, 'info.state'))['info.state'];
  await expect.poll(state).not.toBe('running');
  // biome-ignore lint/suspicious/noExplicitAny: a TaskInfo
  return (await client.read(task, 'info'))['info'] as any;
}

describe('a VM whose host has no virtualization to offer', () => {
  it('asks, and takes no other work meanwhile', async () => {
    const { client, vm } = await lab(withoutVirtualization());
    const { task, question } = await asked(client, vm);
    expect(question).toMatchObject({
      text: expect.stringContaining('msg.cpuid.noVHVQuestion'),
      choice: { defaultIndex: 1, choiceInfo: [{ label: 'Yes' }, { label: 'No' }] },
    });
    expect(await client.fault('PowerOffVM_Task', vm)).toMatchObject({
      type: 'QuestionPending',
      detail: { text: expect.any(String) },
    });
    expect((await client.read(task, 'info.state'))['info.state']).toBe('running');
    await client.call('AnswerVM', vm, answer(question.id, '1'));
    expect(await outcome(client, task)).toMatchObject({
      error: { fault: { _type: 'GenericVmConfigFault' } },
    });
    expect(await client.read(vm, 'runtime.powerState', 'runtime.question')).toEqual({
      'runtime.powerState': 'poweredOff',
    });
  });

  it('starts without it where the answer is yes', async () => {
    const { client, vm } = await lab(withoutVirtualization());
    const { task, question } = await asked(client, vm);
    await client.call('AnswerVM', vm, answer(question.id, 'Yes'));
    expect(await outcome(client, task)).toMatchObject({ state: 'success' });
    const runtime = await client.read(vm, 'runtime.powerState', 'runtime.featureRequirement');
    expect(runtime['runtime.powerState']).toBe('poweredOn');
    expect(JSON.stringify(runtime)).not.toContain('hv.capable');
  });

  it('does not ask where its configuration has the answer', async () => {
    const extraConfig = { 'answer.msg.cpuid.noVHVQuestion': 'No' };
    const { client, vm } = await lab(withoutVirtualization({}, { extraConfig }));
    expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({
      error: { fault: { _type: 'GenericVmConfigFault' } },
    });
  });

  it.each(['FeatureRequirementsNotMet', 'GenericVmConfigFault'] as const)(
    'can be told to fail with %s',
    async (type) => {
      const { client, vm } = await lab(
        withoutVirtualization({ powerOnWithoutVirtualization: type }),
      );
      expect(await client.task('PowerOnVM_Task', vm)).toMatchObject({
        error: { fault: { _type: type } },
      });
    },
  );
});

describe('AnswerVM', () => {
  it('takes only an answer to the question that waits', async () => {
    const { client, vm } = await lab(withoutVirtualization());
    const { question } = await asked(client, vm);
    for (const wrong of [answer('99', '0'), answer(question.id, 'perhaps')]) {
      expect(await client.fault('AnswerVM', vm, wrong)).toMatchObject({ type: 'InvalidArgument' });
    }
  });

  it('of a running VM that is out of space ends it or lets it go on', async () => {
    const vm = { power: 'poweredOn', question: 'outOfSpace', nestedHV: false };
    const { client, vm: moRef } = await lab(withoutVirtualization({}, vm));
    await client.call('AnswerVM', moRef, answer('1', 'Cancel'));
    expect(await client.read(moRef, 'runtime.powerState', 'runtime.question')).toEqual({
      'runtime.powerState': 'poweredOff',
    });
  });
});

it('a power-on asks on demand', async () => {
  const client = await Client.login(await testSimulator());
  const vm = await client.find('/Lab/vm/nested/hv-01');
  client.simulator.faults.add({ method: 'PowerOnVM_Task', times: 1, question: 'moved' });
  const { task, question } = await asked(client, vm);
  await client.call('AnswerVM', vm, answer(question.id, '2'));
  expect(await outcome(client, task)).toMatchObject({ state: 'success' });
});
