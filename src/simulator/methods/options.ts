import type { OptionScalar } from '../inventory-file/inventory-data.ts';
import { OptionManager } from '../model/option-manager.ts';
import { invalidName } from '../refusal.ts';
import { checkOption } from '../rules/option-value.ts';
import { type Method, methodsOf } from './method.ts';

export const optionMethods: readonly Method[] = [
  ...methodsOf(OptionManager, {
    /** A name that ends in a dot means a whole subtree, none means everything; an unknown one is a fault (docs/facts.md#option-names). */
    QueryOptions(manager, { name = '' }, call) {
      call.access.require(manager, 'System.Read');
      const isMatch = (key: string) =>
        name === '' || key === name || (name.endsWith('.') && key.startsWith(name));
      const found = manager.settings().filter(({ key }) => isMatch(key));
      if (found.length === 0 && name !== '') {
        throw invalidName(name);
      }
      return found;
    },
  }),
  ...methodsOf(
    OptionManager,
    {
      /** One after another, and not atomic: what came before a fault stays (API reference, OptionManager.UpdateOptions). */
      UpdateOptions(manager, { changedValue }, call) {
        call.access.require(
          manager,
          manager.host === undefined ? 'Global.Settings' : 'Host.Config.AdvancedConfig',
        );
        for (const { key, value } of changedValue) {
          const definition = manager.definition(key);
          if (definition === undefined) {
            throw invalidName(key);
          }
          checkOption(definition, value);
          manager.set(key, value as OptionScalar);
          const host = manager.host && call.access.find(manager.host);
          call.world.inventory.touch(manager, ...(host === undefined ? [] : [host]));
        }
        return undefined;
      },
    },
    { writes: true },
  ),
];
