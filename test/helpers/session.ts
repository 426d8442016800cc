import type { MoRef, ServiceContent, UserSession } from '../../src/vim25/index.ts';
import { Session } from '../../src/vsphere/session.ts';
import {
  answer,
  type Handler,
  openClient,
  type SeenRequest,
  startServer,
  type TestServer,
} from './https-server.ts';

const manager = (type: string): MoRef => ({ type, value: type });

/** As much of a vCenter's content as the library asks for. */
const content = {
  rootFolder: { type: 'Folder', value: 'group-d1' },
  propertyCollector: manager('PropertyCollector'),
  viewManager: manager('ViewManager'),
  sessionManager: manager('SessionManager'),
  about: { fullName: 'a server of a test', apiType: 'VirtualCenter', apiVersion: '8.0.3.0' },
} as unknown as ServiceContent;

/** What a method answers: what stands inside its response element, or a handler for anything else. */
export type Answers = Readonly<
  Record<string, (request: SeenRequest, turn: number) => string | Handler>
>;

/** A request's body without the prefix that the writer puts before vim25's names. */
export function plainBody({ body }: SeenRequest): string {
  return body.replaceAll(/(<\/?)vim25:/g, '$1');
}

/** The method that a request calls. */
export function methodOf({ body }: SeenRequest): string {
  return /:Body[^>]*><(?:\w+:)?(\w+)/.exec(body)?.[1] ?? '';
}

/** A session on a server that answers as told, by method; `turn` counts the calls of each method from 1. */
export async function openSession(
  answers: Answers,
): Promise<{ session: Session; server: TestServer }> {
  const turns = new Map<string, number>();
  const server = await startServer((response, count, request) => {
    const method = methodOf(request);
    const turn = (turns.get(method) ?? 0) + 1;
    turns.set(method, turn);
    const result = answers[method]?.(request, turn) ?? '';
    if (typeof result === 'string') {
      answer(response, `<${method}Response xmlns="urn:vim25">${result}</${method}Response>`);
    } else {
      result(response, count, request);
    }
  });
  const session = new Session(await openClient(server), content, {} as UserSession);
  return { session, server };
}

/** A SOAP fault as servers send it. */
export function fault(type: string, fields = ''): Handler {
  return (response) => {
    response.writeHead(500, { 'Content-Type': 'text/xml' });
    response.end(`<Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Body><Fault><faultcode>ServerFaultCode</faultcode>
      <faultstring>no</faultstring><detail><${type}Fault xmlns="urn:vim25" xsi:type="${type}">${fields}</${type}Fault></detail></Fault></Body></Envelope>`);
  };
}
