import { HostSystem } from '../model/host-system.ts';
import { Singleton } from '../model/service.ts';
import { hostNotConnected, invalidArgument } from '../refusal.ts';
import type { SessionManagerHttpServiceRequestSpec } from '../types.ts';
import { type Call, type Method, methodsOf } from './method.ts';

const httpMethods: Readonly<Record<string, string>> = {
  httpGet: 'GET',
  httpPut: 'PUT',
  httpPost: 'POST',
  httpHead: 'HEAD',
};

/** The host of a URL, by its name; on an ESXi it is always the ESXi itself (types.go: scheme and port of the URL are ignored). */
function hostOf(url: URL, { world }: Call): HostSystem {
  const hosts = [...world.inventory.objects()].filter((object) => object instanceof HostSystem);
  const host = world.kind === 'esx' ? hosts[0] : hosts.find(({ name }) => name === url.hostname);
  if (host === undefined) {
    throw invalidArgument('spec.url');
  }
  if (!host.answers) {
    throw hostNotConnected();
  }
  return host;
}

export const serviceTicketMethods: readonly Method[] = methodsOf(
  Singleton,
  {
    AcquireGenericServiceTicket(_self, { spec }, call) {
      const { method, url } = spec as SessionManagerHttpServiceRequestSpec;
      const isHttp = spec._type === 'SessionManagerHttpServiceRequestSpec';
      if (!isHttp || !URL.canParse(url)) {
        throw invalidArgument('spec.url');
      }
      if (method !== undefined && httpMethods[method] === undefined) {
        throw invalidArgument('spec.method');
      }
      const asked = new URL(url);
      const { tickets } = call.world;
      const { hostName, thumbprint, fingerprint256 } = tickets.place;
      const id = tickets.issue({
        session: call.session,
        host: hostOf(asked, call).moRef,
        method: method === undefined ? undefined : httpMethods[method],
        path: asked.pathname + asked.search,
      });
      return {
        id,
        hostName,
        sslThumbprint: thumbprint,
        certThumbprintList: [{ thumbprint: fingerprint256, hashAlgorithm: 'sha256' }],
        ticketType: 'HostServiceTicket',
      };
    },
  },
  { managedType: 'SessionManager' },
);
