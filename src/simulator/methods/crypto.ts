import { Singleton } from '../model/service.ts';
import { type Method, methodsOf } from './method.ts';

/** CheckKeyBitMap: whether the key is available. [API] */
const checkAvailability = 1;

export const cryptoMethods: readonly Method[] = methodsOf(
  Singleton,
  {
    QueryCryptoKeyStatus(_self, { keyIds = [], checkKeyBitMap }, call) {
      call.access.require(call.world.root, 'Cryptographer.ManageKeys');
      const checks = (checkKeyBitMap & checkAvailability) !== 0;
      return keyIds.map((keyId) => ({
        keyId,
        ...(checks && call.world.keyServer.status()),
      }));
    },
  },
  { managedType: 'CryptoManagerKmip' },
);
