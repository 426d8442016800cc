import type { MoRef } from '../../../vim25/index.ts';
import { retrieveOne } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import type { ServerContext } from './server-context.ts';

/** Makes a VM of a template. */
export function convertToVm(
  server: ServerContext,
  facts: VmFacts,
  place: { readonly pool: MoRef; readonly host: MoRef },
): Promise<void> {
  return convert(server, facts, { toTemplate: false }, () =>
    server.session.call('MarkAsVirtualMachine', facts.moRef, place),
  );
}

/** Makes a template of a VM. */
export function convertToTemplate(server: ServerContext, facts: VmFacts): Promise<void> {
  return convert(server, facts, { toTemplate: true }, () =>
    server.session.call('MarkAsTemplate', facts.moRef, {}),
  );
}

/** Does nothing where the VM is so already, which is also how a lost answer is read. */
function convert(
  server: ServerContext,
  { moRef }: VmFacts,
  { toTemplate }: { readonly toTemplate: boolean },
  mark: () => Promise<void>,
): Promise<void> {
  return server.patiently(async () => {
    const path = 'config.template';
    const isTemplate = (await retrieveOne(server.session, moRef, [path])).get(path) === true;
    if (isTemplate !== toTemplate) {
      await mark();
    }
  });
}
