import { describe, expect, it } from 'vitest';
import { lookUpPath } from '../../src/vsphere/select/where-path.ts';

describe('a property path', () => {
  it.each([
    ['config.nestedHVEnabled', true],
    ['capability.nestedHVSupported', true],
    ['config.flags.vbsEnabled', true],
    ['runtime.powerState', false],
    ['name', false],
    ['config.extraConfig["a.b"].value', false],
    ['summary.config.memorySizeMB', false],
  ])('%s is known, and whether it is a boolean: %s', (path, isBoolean) => {
    expect(lookUpPath(path)).toEqual({ isBoolean });
  });

  it.each([
    ['config.nestedhvenabled', "did you mean 'config.nestedHVEnabled'?"],
    ['Config.nestedHVEnabled', "did you mean 'config'?"],
    ['config.flags.vbs', "did you mean 'config.flags.vbsEnabled'?"],
    ['runtime.power', "did you mean 'runtime.powerState'"],
    ['nothing', "a VM has no 'nothing'"],
    ['toString', "a VM has no 'toString'"],
  ])('%s is refused: %s', (path, says) => {
    expect(() => lookUpPath(path)).toThrow(says);
  });
});
