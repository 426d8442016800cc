import { assignedLicenses } from '../model/license-manager.ts';
import { Singleton } from '../model/service.ts';
import { type Method, methodsOf } from './method.ts';

export const licenseMethods: readonly Method[] = methodsOf(
  Singleton,
  {
    QueryAssignedLicenses(_self, { entityId }, call) {
      call.access.require(call.world.root, 'System.Read');
      const { inventory, timestamps } = call.world;
      return assignedLicenses(inventory, timestamps.now(), entityId);
    },
  },
  { managedType: 'LicenseAssignmentManager' },
);
