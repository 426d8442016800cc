import { describe, expect, it } from 'vitest';
import { type MoRef, serviceInstance } from '../../src/vim25/index.ts';
import { connect } from '../../src/vsphere/index.ts';
import { callOf, fateOfRaw, post } from './raw.ts';
import { answer, first, logIn, type ReadOnlyTarget, type Target } from './target.ts';

export function describeRequests(target: ReadOnlyTarget): void {
  describe('requests', () => {
    it('an unknown method is InvalidRequest, HTTP 500', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const raw = await post(session, callOf('NoSuchMethod', serviceInstance));
      expect(raw.status).toBe(500);
      expect(fateOfRaw(raw)).toBe('InvalidRequest');
    });

    it('a body that is no whole XML is refused with a fault', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const raw = await post(session, '<CurrentTime xmlns="urn:vim25"><_this');
      expect(raw).toMatchObject({ status: 500, envelope: { kind: 'fault' } });
    });
  });
}

/** Each of them would change a VM if it were read. */
export function describeStrictXml(target: Target): void {
  const specs = {
    'elements out of order':
      '<nestedHVEnabled>true</nestedHVEnabled><changeVersion>1</changeVersion>',
    'an unknown element': '<vhvEnabled>true</vhvEnabled>',
    'an unbound prefix':
      '<extraConfig><key>a</key><value xsi:type="xs:string">b</value></extraConfig>',
    'a value without its type': '<extraConfig><key>a</key><value>b</value></extraConfig>',
  } as const;

  async function send(spec: string): Promise<string> {
    await using server = await logIn(target);
    const vm: MoRef = await first(server.session, 'VirtualMachine');
    return fateOfRaw(
      await post(server.session, callOf('ReconfigVM_Task', vm, `<spec>${spec}</spec>`)),
    );
  }

  describe('XML that is not of the schema', () => {
    it.each(Object.entries(specs))('%s is InvalidRequest', async (_what, spec) => {
      expect(await send(spec)).toBe(
        answer(target, 'reads XML that is not of the schema', {
          real: 'InvalidRequest',
          vcsim: 'accepted',
        }),
      );
    });

    it('a boolean that is none is InvalidRequest', async () => {
      expect(await send('<nestedHVEnabled>yes</nestedHVEnabled>')).toBe('InvalidRequest');
    });
  });
}
