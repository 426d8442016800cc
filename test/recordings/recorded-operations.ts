import { type Schema, type SchemaTable, vim25Schema } from '../../src/vim25/schema-table.ts';

const self = { _this: 'ManagedObjectReference' };

/** Operations that other clients used when the recordings were made and that ours does not need. */
const others: SchemaTable = {
  complexTypes: {
    FetchRequestType: { fields: { ...self, prop: 'xsd:string' } },
    FetchResponseType: { fields: { returnval: 'xsd:anyType?' } },
    RetrievePropertiesRequestType: { fields: { ...self, specSet: 'PropertyFilterSpec+' } },
    RetrievePropertiesResponseType: { fields: { returnval: 'ObjectContent*' } },
    FindChildRequestType: {
      fields: { ...self, entity: 'ManagedObjectReference', name: 'xsd:string' },
    },
    FindByUuidRequestType: {
      fields: {
        ...self,
        datacenter: 'ManagedObjectReference?',
        uuid: 'xsd:string',
        vmSearch: 'xsd:boolean',
        instanceUuid: 'xsd:boolean?',
      },
    },
    ReferenceResponseType: { fields: { returnval: 'ManagedObjectReference?' } },
    SelfRequestType: { fields: self },
    WaitForUpdatesRequestType: { fields: { ...self, version: 'xsd:string?' } },
    WaitForUpdatesResponseType: { fields: { returnval: 'UpdateSet' } },
    HasPrivilegeOnEntitiesRequestType: {
      fields: {
        ...self,
        entity: 'ManagedObjectReference+',
        sessionId: 'xsd:string',
        privId: 'xsd:string*',
      },
    },
    HasPrivilegeOnEntitiesResponseType: { fields: { returnval: 'EntityPrivilege*' } },
    EntityPrivilege: {
      base: 'DynamicData',
      fields: { entity: 'ManagedObjectReference', privAvailability: 'PrivilegeAvailability+' },
    },
    PrivilegeAvailability: {
      base: 'DynamicData',
      fields: { privId: 'xsd:string', isGranted: 'xsd:boolean' },
    },
  },
  enums: [],
  operations: {
    Fetch: { request: 'FetchRequestType', response: 'FetchResponseType' },
    RetrieveProperties: {
      request: 'RetrievePropertiesRequestType',
      response: 'RetrievePropertiesResponseType',
    },
    FindChild: { request: 'FindChildRequestType', response: 'ReferenceResponseType' },
    FindByUuid: { request: 'FindByUuidRequestType', response: 'ReferenceResponseType' },
    Destroy_Task: { request: 'SelfRequestType', response: 'ReferenceResponseType' },
    DestroyPropertyFilter: { request: 'SelfRequestType', response: 'EmptyResponseType' },
    NoSuchOperationHere: { request: 'SelfRequestType', response: 'EmptyResponseType' },
    WaitForUpdates: {
      request: 'WaitForUpdatesRequestType',
      response: 'WaitForUpdatesResponseType',
    },
    HasPrivilegeOnEntities: {
      request: 'HasPrivilegeOnEntitiesRequestType',
      response: 'HasPrivilegeOnEntitiesResponseType',
    },
  },
};

export const recordingSchema: Schema = vim25Schema.extend(others);
