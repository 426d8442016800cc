import { describe, it } from 'vitest';
import { connect } from '../../src/vsphere/index.ts';
import { readingContract } from './suite.ts';

const {
  VHV_TEST_URL: url,
  VHV_TEST_USERNAME: username = '',
  VHV_TEST_PASSWORD: password = '',
  VHV_TEST_FINGERPRINT: fingerprint256,
} = process.env;

if (url === undefined) {
  describe('the contract, a real server', () => {
    it.skip('VHV_TEST_URL names none', () => undefined);
  });
} else {
  const trust =
    fingerprint256 === undefined
      ? ({ kind: 'authority' } as const)
      : ({ kind: 'pinned', fingerprint256 } as const);
  const login = { url, username, password, trust };
  // One login tells what it is; a wrong password ends the run here, before it is tried again and locks the account.
  const session = await connect(login);
  const { isVCenter, about } = session;
  await session.logout();
  readingContract({
    name: about.fullName,
    isVCenter,
    isVcsim: false,
    start: () => Promise.resolve({ login, [Symbol.asyncDispose]: () => Promise.resolve() }),
  });
}
