import { describe, expect, it } from 'vitest';
import type { AnyValue, MoRef } from '../../src/vim25/index.ts';
import {
  connect,
  queryOptions,
  retrieveOne,
  retrieveOptionDefs,
  type Session,
  updateOptions,
} from '../../src/vsphere/index.ts';
import {
  answer,
  fateOf,
  first,
  logIn,
  type ReadOnlyTarget,
  refusalOf,
  type Target,
} from './target.ts';

async function hostOptions(session: Session): Promise<MoRef> {
  const host = await first(session, 'HostSystem');
  const properties = await retrieveOne(session, host, ['configManager.advancedOption']);
  return properties.get('configManager.advancedOption') as MoRef;
}

/** On every server, of every version that the tests know. */
const known = 'Config.HostAgent.log.level';

export function describeOptions(target: ReadOnlyTarget): void {
  describe('advanced options', () => {
    it('a name is one option, a name that ends in a dot is a subtree', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const manager = await hostOptions(session);
      const one = await queryOptions(session, manager, known);
      expect(one).toEqual([{ key: known, value: expect.any(String) }]);
      const tree = await queryOptions(session, manager, 'Config.HostAgent.');
      expect(tree).toContainEqual(one[0]);
      expect(tree.every(({ key }) => key.startsWith('Config.HostAgent.'))).toBe(true);
    });

    it('an unknown name is InvalidName, and so is vhv.allow', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const manager = await hostOptions(session);
      for (const name of ['vhv.allow', 'Config.Defaults.vhv.allow', 'vhv.']) {
        const refused = await refusalOf(queryOptions(session, manager, name));
        expect(refused).toMatchObject({ type: 'InvalidName', detail: { name } });
      }
    });

    it('the beginning of a name without its dot is InvalidName', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const manager = await hostOptions(session);
      expect(await fateOf(queryOptions(session, manager, 'Config.HostAgent.log.lev'))).toBe(
        answer(target, 'finds options by the beginning of their name', {
          real: 'InvalidName',
          vcsim: 'accepted',
        }),
      );
    });

    it('come as long, int, boolean and string, and have definitions', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const manager = await hostOptions(session);
      const all = await queryOptions(session, manager);
      const def = (await retrieveOptionDefs(session, manager)).get(known);
      const expected = answer(target, 'has options of one type, without definitions', {
        real: { kinds: new Set(['string', 'bigint', 'number', 'boolean']), type: 'ChoiceOption' },
        vcsim: { kinds: new Set(['string']), type: undefined },
      });
      const kinds = new Set<string>(all.map(({ value }) => typeof value));
      expect({ kinds, type: def?.optionType._type }).toEqual(expected);
    });
  });
}

export function describeOptionChanges(target: Target): void {
  async function set(session: Session, key: string, value: AnyValue): Promise<string> {
    return fateOf(updateOptions(session, await hostOptions(session), [{ key, value }]));
  }

  describe('changing advanced options', () => {
    it('a new value is read back', async () => {
      await using server = await logIn(target);
      const { session } = server;
      expect(await set(session, known, 'info')).toBe('accepted');
      const manager = await hostOptions(session);
      expect(await queryOptions(session, manager, known)).toEqual([{ key: known, value: 'info' }]);
    });

    it('an option that the build does not have is InvalidName', async () => {
      await using server = await logIn(target);
      expect(await set(server.session, 'vhv.allow', 'TRUE')).toBe(
        answer(target, 'takes options that the build does not have', {
          real: 'InvalidName',
          vcsim: 'accepted',
        }),
      );
    });

    it.each([
      ['of another type', 5],
      ['that is none of the choices', 'deafening'],
    ])('a value %s is InvalidArgument', async (_what, value) => {
      await using server = await logIn(target);
      expect(await set(server.session, known, value)).toBe(
        answer(target, 'takes any value for an option', {
          real: 'InvalidArgument',
          vcsim: 'accepted',
        }),
      );
    });
  });
}
