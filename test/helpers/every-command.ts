import { commands } from '../../src/cli/commands/index.ts';

/** What the commands work on, on the server that they are tried at. */
export interface Ground {
  readonly vm: string;
  readonly host: string;
}

/** An advanced option that every host has. */
export const hostOption = 'Config.HostAgent.log.level';

/** The built-in lab. */
export const lab: Ground = {
  vm: 'hv-01',
  host: 'esx-01.lab.test',
};

/** What each command needs beside its own words and the file of another run, by those words. */
export function neededWords({ vm, host }: Ground): Readonly<Record<string, readonly string[]>> {
  return {
    about: [],
    hosts: [],
    'hosts options ls': [],
    'hosts options get': [hostOption],
    'hosts options set': [host, '--set', `${hostOption}=verbose`, '--yes'],
    vms: [],
    'vms extra-config ls': [],
    'vms extra-config set': [vm, '--set', 'a.b=1', '--yes'],
    'vms extra-config unset': [vm, '--unset', 'a.b', '--yes'],
    enable: [vm, '--yes'],
    disable: [vm, '--yes'],
    plan: [vm],
    apply: ['--yes'],
    resume: ['--yes'],
    rollback: ['--yes'],
    'hosts allow': [host, '--force', '--yes'],
    'hosts disallow': [host, '--force', '--yes'],
    drift: ['-f', 'fixtures/fleet.yaml'],
    verify: [vm],
    report: [vm],
    'record-kit': [vm, '--yes'],
    cert: [],
    env: [],
    'session ls': [],
    'session logout': [],
    completion: ['bash'],
  };
}

/** These log in nowhere: the session that is listed or ended has been left by another run. */
export const withoutLogin = ['cert', 'env', 'session ls', 'session logout', 'completion'];

/** These run a server of their own, with a password that everybody knows, or none at all. */
const withoutServer = ['simulate', 'demo', 'help'];

/** The commands that do something themselves: one that is new and stands in none of the lists above has to be found out. */
export const everyCommand: readonly string[] = commands
  .filter(({ isGroup }) => !isGroup)
  .map(({ path }) => path.join(' '))
  .filter((name) => !withoutServer.includes(name));

export function commandLine(name: string, ground: Ground): string[] {
  return [...name.split(' '), ...(neededWords(ground)[name] ?? [])];
}
