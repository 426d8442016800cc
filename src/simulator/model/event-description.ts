import type { EventDescription } from '../types.ts';

/** The types of events that the simulator knows, with their categories. */
const categories: Readonly<Record<string, 'info' | 'warning' | 'error' | 'user'>> = {
  BadUsernameSessionEvent: 'error',
  TaskEvent: 'info',
  UserLoginSessionEvent: 'info',
  UserLogoutSessionEvent: 'info',
  VmFailedToPowerOnEvent: 'error',
  VmGuestRebootEvent: 'info',
  VmGuestShutdownEvent: 'info',
  VmMessageEvent: 'info',
  VmPoweredOffEvent: 'info',
  VmPoweredOnEvent: 'info',
  VmReconfiguredEvent: 'info',
  VmResettingEvent: 'info',
  VmResumingEvent: 'info',
  VmStartingEvent: 'info',
  VmStoppingEvent: 'info',
  VmSuspendedEvent: 'info',
  VmSuspendingEvent: 'info',
};

const labels = { info: 'Information', warning: 'Warning', error: 'Error', user: 'User' };

export function categoryOf(type: string): string {
  return categories[type] ?? 'info';
}

/** EventManager.description. The formats are left empty: every event brings its message. */
export function eventDescription(): EventDescription {
  return {
    category: Object.entries(labels).map(([key, label]) => ({ label, summary: label, key })),
    eventInfo: Object.entries(categories).map(([key, category]) => ({
      key,
      description: key,
      category,
      formatOnDatacenter: '',
      formatOnComputeResource: '',
      formatOnHost: '',
      formatOnVm: '',
      fullFormat: '',
    })),
  };
}
