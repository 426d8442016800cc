import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/nearest.ts';
import { formatNames } from '../../src/report/formats.ts';
import { runCli } from '../helpers/cli.ts';

describe('nearest', () => {
  const known = ['enable', 'disable', 'hosts', 'vms', '--output'];
  it.each([
    ['enabel', ['enable']],
    ['ENABLE', ['enable']],
    ['host', ['hosts']],
    ['vm', ['vms']],
    ['--outptu', ['--output']],
    ['nothing', []],
  ])('%s', (word, found) => {
    expect(nearest(word, known)).toEqual(found);
  });
});

describe('a mistyped word', () => {
  it.each([
    { args: ['enabel', 'x'], says: "unknown command 'enabel'; did you mean 'enable'?" },
    {
      args: ['hosts', 'options', 'lst'],
      says: "unknown command 'hosts options lst'; did you mean 'ls'?",
    },
    { args: ['nothing'], says: "unknown command 'nothing'\n" },
    { args: ['about', 'x'], says: "'about' takes no 'x'" },
    { args: ['vms', '--outptu', 'json'], says: "'--outptu'; did you mean '--output'?" },
    { args: ['vms', '--colour'], says: "unknown option '--colour'\n" },
    { args: ['enable', 'x', '--yse'], says: "did you mean '--yes'?" },
    {
      args: ['hosts', 'optoins', '--url', 'sim:'],
      says: "'vhv hosts' lists what there is. Did you mean 'options'?",
    },
    {
      args: ['vms', '--output', 'jsno'],
      says: `output 'jsno' is none of ${formatNames.join(', ')}; did you mean 'json'?`,
    },
    { args: ['completion', 'tcsh'], says: "shell 'tcsh' is none of bash, zsh, fish" },
    {
      args: ['hosts', 'options', 'set', 'x'],
      says: 'this command needs --set; for example: vhv hosts options set esx1 --set Net.Reverse',
    },
    {
      args: ['hosts', 'options', 'get'],
      says: "'vhv hosts options get' needs a KEY (the name of an option); for example: vhv hosts options get Misc.HostName\n",
    },
    {
      args: ['apply', '--yes'],
      says: "'vhv apply' needs a FILE (what 'vhv plan --out' has written); for example: vhv apply lab.plan\n",
    },
    { args: ['rollback'], says: "'vhv rollback' needs a FILE (the journal of the run); for" },
    { args: ['session'], says: "'vhv session' needs an ACTION (ls, logout)\n" },
    {
      args: ['completion'],
      says: "'vhv completion' needs a SHELL (which shell); for example: sou",
    },
    { args: ['--yes'], says: 'name a command' },
  ])('vhv $args', async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(says);
  });
});
