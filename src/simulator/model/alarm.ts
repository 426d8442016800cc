import type { MoRef } from '../../vim25/moref.ts';
import type { AlarmState } from '../types.ts';
import { ManagedObject, type Readers } from './managed-object.ts';

/** A defined alarm. Its names are what a client can know it by; nobody has witnessed those of vCenter's own key alarms. [UNV] */
export class Alarm extends ManagedObject {
  readonly systemName: string;

  constructor(moRef: MoRef, systemName: string) {
    super(moRef);
    this.systemName = systemName;
  }

  /** As it shows on an object that it is triggered on. */
  stateAt(entity: MoRef, time: string): AlarmState {
    return {
      key: `${this.moRef.value}.${entity.value}`,
      entity,
      alarm: this.moRef,
      overallStatus: 'red',
      time,
    };
  }

  override read(property: string): unknown {
    return readers[property]?.(this);
  }
}

const readers: Readers<Alarm> = {
  info: ({ moRef, systemName }) => ({
    key: moRef.value,
    alarm: moRef,
    name: systemName,
    systemName,
    description: systemName,
    enabled: true,
  }),
};
