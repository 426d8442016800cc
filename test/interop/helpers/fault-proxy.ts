import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificate } from '../../../src/simulator/certificate.ts';
import { deliver } from '../../../src/simulator/http/deliver.ts';
import { readBytes } from '../../../src/simulator/http/read-body.ts';
import { TcpSockets } from '../../../src/simulator/http/tcp-sockets.ts';
import type { InjectedFault } from '../../../src/simulator/index.ts';
import {
  connectionAfter,
  InjectedFaults,
  lostConnection,
  proxyHeaders,
} from '../../../src/simulator/injected-faults.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the server itself does for a fault, as the proxy cannot. */
export interface ServerFaults {
  readonly expireSessions: () => Promise<unknown>;
  readonly restart: (downMs: number) => Promise<unknown>;
}

/** A proxy in front of a server that does to its answers what a bad network does, with a certificate of its own. */
export class FaultProxy implements AsyncDisposable {
  readonly url: string;
  readonly fingerprint256: string;
  readonly faults: InjectedFaults;
  /** Told of each call that a fault befalls. */
  onFault: (method: string, fault: InjectedFault) => void = () => undefined;
  readonly #server: https.Server;
  readonly #sockets: TcpSockets;
  readonly #agent: https.Agent;
  readonly #target: URL;
  readonly #own: ServerFaults;

  private constructor(
    server: https.Server,
    fingerprint256: string,
    target: { readonly url: string; readonly caPem: string },
    own: ServerFaults,
    random: () => number,
  ) {
    this.#server = server;
    this.#sockets = new TcpSockets(server);
    this.#target = new URL(target.url);
    this.#agent = new https.Agent({ ca: target.caPem, keepAlive: true });
    this.#own = own;
    this.fingerprint256 = fingerprint256;
    this.faults = new InjectedFaults(random);
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/sdk`;
    server.on('request', (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  /** @param random from 0 to 1; decides where a fault has a probability */
  static async start(
    target: { readonly url: string; readonly caPem: string },
    own: ServerFaults,
    random: () => number,
  ): Promise<FaultProxy> {
    const { keyPem: key, certificatePem: cert, fingerprint256 } = await makeCertificate();
    const server = https.createServer({ key, cert, keepAliveTimeout: 60_000 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, fingerprint256, target, own, random);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBytes(request);
    const method = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(body.toString())?.[1] ?? 'GET';
    const fault = this.faults.take(method, { type: '', value: '' });
    if (fault === undefined) {
      this.#deliver(request, response, await this.#forward(request, body));
      return;
    }
    this.onFault(method, fault);
    await this.#befall(fault, request, response, body);
  }

  async #befall(
    fault: InjectedFault,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    await sleep(fault.delayMs ?? 0);
    if (fault.expireSession) {
      await this.#own.expireSessions();
    }
    const isDone = fault.drop !== 'before' && (fault.drop === 'after' || !this.#replaces(fault));
    const answer = isDone ? await this.#forward(request, body) : undefined;
    if (fault.restart) {
      await this.#own.restart(fault.downMs ?? 0);
    }
    if (fault.status !== undefined) {
      const headers = proxyHeaders(fault);
      this.#deliver(request, response, {
        status: fault.status,
        type: 'text/html',
        text: '',
        headers,
      });
    } else if (answer === undefined || fault.drop === 'after') {
      deliver(request, response, gone, lostConnection(fault), this.#sockets);
    } else {
      deliver(request, response, answer, connectionAfter(fault), this.#sockets);
    }
  }

  /** Whether a fault stands in for the work, unless it says otherwise. */
  #replaces({ status, restart }: InjectedFault): boolean {
    return status !== undefined || restart === true;
  }

  #deliver(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
    deliver(request, response, answer, 'keep', this.#sockets);
  }

  async #forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const { hostname, port } = this.#target;
    const { 'accept-encoding': _encoding, host: _host, ...kept } = headers;
    const onward = https.request({
      hostname,
      port,
      method,
      path: url,
      headers: kept,
      agent: this.#agent,
    });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const text = (await readBytes(answer)).toString();
    const cookie = answer.headers['set-cookie']?.[0];
    return {
      status: answer.statusCode ?? 502,
      type: answer.headers['content-type'] ?? 'text/xml; charset=utf-8',
      text,
      headers: cookie === undefined ? {} : { 'set-cookie': cookie },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

const gone: Answer = { status: 500, type: 'text/plain', text: '', headers: {} };
