/**
 * A managed object reference: the only identity an object has.
 *
 * `type` is the managed object type as the server wrote it (`VirtualMachine`), `value` an opaque string that is
 * unique within one server. Digits only (`86`, as ESXi gives) and brackets are normal, so never parse it.
 */
export interface MoRef {
  readonly type: string;
  readonly value: string;
  /**
   * The server that the object is on (`about.instanceUuid`), where a server names objects of others that it is linked with (API reference,
   * ManagedObjectReference). It is sent back as it came, and is no part of the identity on one server.
   */
  readonly serverGuid?: string;
}

/** The reference that every conversation starts from; it is the same on every server. */
export const serviceInstance: MoRef = { type: 'ServiceInstance', value: 'ServiceInstance' };

/** `VirtualMachine:vm-42`, unique within one server and fit to be a key of a Map. */
export function formatMoRef(moRef: MoRef): string {
  return `${moRef.type}:${moRef.value}`;
}

export function isMoRef(value: unknown): value is MoRef {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'value' in value &&
    typeof value.value === 'string' &&
    !('_type' in value)
  );
}

export function sameMoRef(one: MoRef, other: MoRef): boolean {
  return one.value === other.value && one.type === other.type;
}
