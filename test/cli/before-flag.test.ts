import { describe, expect, it } from 'vitest';
import type { RuleAnswers, ServerKind, VmData } from '../../src/simulator/index.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';

/** A server of before API 5.1 with one VM of the newest hardware that it has. */
async function oldServer(
  kind: ServerKind,
  vmSwitchBeforeFlag: RuleAnswers['vmSwitchBeforeFlag'],
  vm: Partial<VmData> = {},
) {
  const version = '5.0.0';
  const hosts = [{ name: 'esx', version }];
  const vms = [{ name: 'vm', host: 'esx', hardware: 'vmx-08', ...vm }];
  const inventory = { datacenters: [{ name: 'ha-datacenter', hosts, vms }] };
  const rules = { vmSwitchBeforeFlag };
  const simulator = await testSimulator({ kind, version, inventory, rules });
  return (...args: string[]) => runCli(args, { env: envOf(simulator) });
}

const accepted = ['enable', '--all', '--yes', '--accept', 'HOST_NEEDS_VHV_ALLOW'];

describe.each(['esx', 'vcenter'] as const)('an %s of 5.0', (kind) => {
  it('wants its host to allow it first', async () => {
    const run = await oldServer(kind, 'kept');
    const { exitCode, stdout } = await run('enable', '--all', '--dry-run', '--output', 'json');
    expect(exitCode).toBe(5);
    const { plans } = JSON.parse(stdout) as { plans: { findings: { code: string }[] }[] };
    expect(plans.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      ['HOST_NEEDS_VHV_ALLOW'],
    ]);
  });

  it('that keeps vhv.enable is done when that was read back', async () => {
    const run = await oldServer(kind, 'kept');
    expect(await run(...accepted)).toMatchObject({ exitCode: 0 });
    const proofs = await run('verify', '--all', '--expect', 'on', '--output', 'json');
    expect(proofs.exitCode).toBe(0);
    expect(proofs.stdout).toContain('"verified"');
    expect(await run(...accepted)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('1 as wanted already'),
    });
    expect(await run('disable', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await run('verify', '--all', '--expect', 'on')).toMatchObject({ exitCode: 9 });
  });

  it('that drops it is no success, and the way by the .vmx is named', async () => {
    const run = await oldServer(kind, 'dropped');
    const ran = await run(...accepted);
    expect(ran.exitCode).toBe(9);
    expect(ran.stdout + ran.stderr).toContain('write vhv.enable = "TRUE" into the file');
  });

  it('that drops it leaves a VM that ran running', async () => {
    const run = await oldServer(kind, 'dropped', { power: 'poweredOn', tools: 'running' });
    const ran = await run(...accepted, '--power-cycle', 'soft', '--output', 'json');
    expect(ran.exitCode).toBe(9);
    expect(ran.stdout).toContain('VM_SWITCH_UNAVAILABLE');
    const vms = jsonOf<{ vms: { powerState: string }[] }>(await run('vms', '--output', 'json'));
    expect(JSON.stringify(vms)).toContain('"powerState":"poweredOn"');
  });
});
