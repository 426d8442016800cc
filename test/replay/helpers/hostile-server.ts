import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeCertificate } from '../../../src/simulator/certificate.ts';

/** As a real server has them: the cookie's value is not the session's key. */
export const cookie = '5b0f9c1a2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a';
export const sessionKey = '52ab9c1a-2d3e-4f5a-8b7c-9d0e1f2a3b4c';

/** What it repeats is spelt in one of the ways that XML and URLs have. */
export type Spelling = (text: string) => string;

const versions =
  '<namespaces version="1.0"><namespace><name>urn:vim25</name><version>8.0.2.0</version></namespace></namespaces>';
const content = `<rootFolder type="Folder">group-d1</rootFolder>
<propertyCollector type="PropertyCollector">propertyCollector</propertyCollector>
<viewManager type="ViewManager">ViewManager</viewManager>
<about><name>VMware vCenter Server</name><fullName>VMware vCenter Server 8.0.2</fullName><vendor>VMware, Inc.</vendor>
<version>8.0.2</version><build>1</build><osType>linux-x64</osType><productLineId>vpx</productLineId>
<apiType>VirtualCenter</apiType><apiVersion>8.0.2.0</apiVersion></about>
<sessionManager type="SessionManager">SessionManager</sessionManager>`.replaceAll('\n', '');
const user = `<key>${sessionKey}</key><userName>CORP\\bob</userName><fullName>Bob</fullName>
<loginTime>2026-11-22T16:33:14Z</loginTime><lastActiveTime>2026-11-22T16:33:14Z</lastActiveTime>
<locale>en</locale><messageLocale>en</messageLocale>`.replaceAll('\n', '');

function envelope(body: string): string {
  return (
    '<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" ' +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>${body}</e:Body></e:Envelope>`
  );
}

/** A server that repeats the password, the cookie and the key wherever it gets the chance. */
export class HostileServer implements AsyncDisposable {
  readonly url: string;
  readonly fingerprint256: string;
  /** HTTP requests so far. */
  requests = 0;
  readonly #server: https.Server;
  readonly #echo: string;

  private constructor(server: https.Server, fingerprint256: string, echo: string) {
    this.#server = server;
    this.#echo = echo;
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.fingerprint256 = fingerprint256;
    server.on('request', (request, response) => {
      this.requests += 1;
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(password: string, spelling: Spelling): Promise<HostileServer> {
    const { certificatePem: cert, keyPem: key, fingerprint256 } = await makeCertificate();
    const server = https.createServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const echo = [password, cookie, sessionKey].map(spelling).join(' ');
    return new HostileServer(server, fingerprint256, echo);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const method = /Body><\w+:(\w+)/.exec(body)?.[1] ?? 'GET';
    response.setHeader('content-type', 'text/xml');
    if (method === 'Login') {
      response.setHeader(
        'set-cookie',
        `vmware_soap_session="${cookie}"; Path=/; HttpOnly; Secure; `,
      );
    }
    switch (method) {
      case 'GET':
        response.end(versions);
        return;
      case 'RetrieveServiceContent':
        this.#reply(response, method, content);
        return;
      case 'Login':
        this.#reply(response, method, `${user}<note b="${this.#echo}">${this.#echo}</note>`);
        return;
      case 'CreateContainerView':
        response.end(
          envelope(
            `<${method}Response xmlns="urn:vim25"><returnval type="ContainerView">session[${sessionKey}]1</returnval></${method}Response>`,
          ),
        );
        return;
      case 'DestroyView':
        this.#breakOff(response);
        return;
      default:
        response.statusCode = 500;
        response.end(
          envelope(
            `<e:Fault><faultcode>x</faultcode><faultstring>no: ${this.#echo}</faultstring></e:Fault>`,
          ),
        );
    }
  }

  #reply(response: ServerResponse, method: string, value: string): void {
    response.end(
      envelope(
        `<${method}Response xmlns="urn:vim25"><returnval>${value}</returnval></${method}Response>`,
      ),
    );
  }

  /** Half an answer, with the secrets in it and no end. */
  #breakOff(response: ServerResponse): void {
    response.write(`<?xml version="1.0"?><e:Envelope><password>${this.#echo}</`);
    response.write(' '.repeat(64 * 1024), () => response.destroy());
  }
}
