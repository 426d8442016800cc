import { healthy, withHost } from '../helpers/facts.ts';
import {
  cluster,
  cycled,
  cycledIn,
  datastore,
  details,
  ends,
  hard,
  lost,
  noDevices,
  type Situations,
  soft,
} from './situation.ts';

const guestHost = { name: 'nested', endpoint: 'https://vc.example.com', isVsanWitness: false };

/** What may keep a VM from coming back up, or what its power cycle takes from others. */
export const cycleSituations = {
  LICENCE_ENDED: {
    yes: cycledIn(ends(0)),
    no: { surroundings: ends(0) },
  },
  LICENCE_ENDING: {
    yes: cycledIn(ends(24 * 60 - 1)),
    no: cycledIn(ends(24 * 60)),
  },
  HA_NO_ROOM: {
    yes: cycledIn(cluster({ admission: [{ name: 'failover level', needs: 1, has: 0 }] })),
    no: cycledIn(cluster({ admission: [{ name: 'failover level', needs: 1, has: 1 }] })),
  },
  INNER_VMS: {
    yes: cycledIn(healthy({ guestHosts: { 'vm-42': { ...guestHost, running: 1 } } })),
    no: cycledIn(healthy({ guestHosts: { 'vm-42': { ...guestHost, running: 0 } } })),
  },
  VSAN_WITNESS: {
    yes: cycledIn(healthy({ guestHosts: { 'vm-42': { ...guestHost, isVsanWitness: true } } })),
    no: {
      surroundings: healthy({ guestHosts: { 'vm-42': { ...guestHost, isVsanWitness: true } } }),
    },
  },
  ENCRYPTED: {
    yes: { vm: cycled({ encrypted: true }), options: hard },
    no: { vm: details({ encrypted: true }), options: hard },
  },
  VTPM: {
    yes: { vm: cycled({ devices: { ...noDevices, hasVTpm: true } }), options: soft },
    no: { vm: details({ devices: { ...noDevices, hasVTpm: true } }), options: soft },
  },
  KEY_UNAVAILABLE: {
    yes: {
      vm: cycled({ encrypted: true }),
      options: hard,
      surroundings: withHost({ cryptoState: 'incapable' }),
    },
    no: {
      vm: cycled({ encrypted: true }),
      options: hard,
      surroundings: withHost({ cryptoState: 'safe' }),
    },
  },
  KEY_PROVIDER_UNREADABLE: {
    yes: { vm: cycled({ encrypted: true }), options: hard },
    no: { vm: details({ encrypted: true }), options: hard },
  },
  HOST_UNREADABLE: {
    yes: cycledIn(healthy({ hosts: {} })),
    no: { surroundings: healthy({ hosts: {} }) },
  },
  HOST_NOT_CONNECTED: {
    yes: cycledIn(withHost({ connectionState: 'notResponding' })),
    no: { surroundings: withHost({ connectionState: 'notResponding' }) },
  },
  HOST_IN_MAINTENANCE: {
    yes: cycledIn(withHost({ inMaintenanceMode: true })),
    no: { surroundings: withHost({ inMaintenanceMode: true }) },
  },
  HOST_IN_PARTIAL_MAINTENANCE: {
    yes: cycledIn(withHost({ partialMaintenance: 'quickPatchPartialMM: inPartialMM' })),
    no: cycledIn(withHost({ partialMaintenance: undefined })),
  },
  HOST_ENTERING_MAINTENANCE: {
    yes: cycledIn(healthy({ tasks: { 'host-14': 'HostSystem.enterMaintenanceMode' } })),
    no: cycledIn(healthy({ tasks: { 'host-14': 'HostSystem.exitMaintenanceMode' } })),
  },
  HOST_IN_STANDBY: {
    yes: cycledIn(withHost({ standbyMode: 'entering' })),
    no: cycledIn(withHost({ standbyMode: undefined })),
  },
  DATASTORE_INACCESSIBLE: {
    yes: {
      vm: cycled({ datastores: [datastore] }),
      options: soft,
      surroundings: healthy({ datastores: lost }),
    },
    no: { vm: cycled({ datastores: [datastore] }), options: soft },
  },
  DATASTORE_IN_MAINTENANCE: {
    yes: {
      vm: cycled({ datastores: [datastore] }),
      options: soft,
      surroundings: healthy({
        datastores: { 'datastore-15': { name: 'nfs-01', maintenanceMode: 'enteringMaintenance' } },
      }),
    },
    no: { vm: cycled({ datastores: [datastore] }), options: soft },
  },
  CD_INACCESSIBLE: {
    yes: {
      vm: cycled({ devices: { ...noDevices, cdFiles: [{ file: '[nfs-01] a.iso', datastore }] } }),
      options: soft,
      surroundings: healthy({ datastores: lost }),
    },
    no: {
      vm: cycled({ devices: { ...noDevices, cdFiles: [{ file: '[nvme-01] a.iso', datastore }] } }),
      options: soft,
    },
  },
  TOOLS_NOT_RUNNING: {
    yes: { vm: { powerState: 'poweredOn' }, options: soft },
    no: { vm: { powerState: 'poweredOn' }, options: hard },
  },
  IS_VCENTER: {
    yes: { vm: cycled({ guestHostName: 'VC.example.com' }), options: soft },
    no: { vm: cycled({ guestHostName: 'vc2.example.com' }), options: soft },
  },
  IS_THIS_MACHINE: {
    yes: {
      vm: cycled({ devices: { ...noDevices, macAddresses: ['00:50:56:00:00:01'] } }),
      options: soft,
    },
    no: { vm: details({ devices: { ...noDevices, macAddresses: ['00:50:56:00:00:01'] } }) },
  },
  DRS_MANUAL: {
    yes: cycledIn(cluster({ drsOverrides: { 'vm-42': 'manual' } })),
    no: cycledIn(cluster({ drsBehavior: 'manual', drsOverrides: { 'vm-42': 'fullyAutomated' } })),
  },
} satisfies Situations;
