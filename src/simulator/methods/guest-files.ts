import { Singleton } from '../model/service.ts';
import { enter } from './guest-operations.ts';
import { type Method, methodsOf } from './method.ts';

export const guestFileMethods: readonly Method[] = methodsOf(
  Singleton,
  {
    CreateTemporaryFileInGuest(_self, { vm, auth, prefix, suffix, directoryPath }, call) {
      const { guest } = enter(vm, auth, 'Modify', call);
      const separator = guest.temporary.at(-1) ?? '/';
      const directory = directoryPath?.replace(/[/\\]?$/, separator) ?? guest.temporary;
      return guest.files.createTemporary(directory, prefix, suffix);
    },
    DeleteFileInGuest(_self, { vm, auth, filePath }, call) {
      enter(vm, auth, 'Modify', call).guest.files.delete(filePath);
      return undefined;
    },
    InitiateFileTransferFromGuest(_self, { vm, auth, guestFilePath }, call) {
      const { guest } = enter(vm, auth, 'Query', call);
      const bytes = guest.files.transfer(guestFilePath);
      return {
        attributes: {},
        size: BigInt(bytes.length),
        url: call.world.transfers.offer({ direction: 'fromGuest', bytes }),
      };
    },
    InitiateFileTransferToGuest(_self, { vm, auth, guestFilePath, fileSize, overwrite }, call) {
      const { guest } = enter(vm, auth, 'Modify', call);
      if (!overwrite) {
        guest.files.requireFree(guestFilePath);
      }
      return call.world.transfers.offer({
        direction: 'toGuest',
        size: fileSize,
        store: (bytes) => guest.files.write(guestFilePath, bytes),
      });
    },
  },
  { managedType: 'GuestFileManager', writes: true },
);
