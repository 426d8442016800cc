import { setMaxListeners } from 'node:events';
import { makeCertificate } from './certificate.ts';
import { Timestamps } from './clock.ts';
import { createWorld } from './create-world.ts';
import { Dispatcher } from './dispatcher.ts';
import { FileService } from './files/file-service.ts';
import { HttpServer } from './http/server.ts';
import { InjectedFaults } from './injected-faults.ts';
import { HostSystem } from './model/host-system.ts';
import { completeOptions, type SimulatorOptions } from './options.ts';
import { spokenVersions } from './product.ts';
import { RequestCounts } from './request-counts.ts';
import type { World } from './world.ts';

/** As long as govmomi asks for, where nothing else is said (sts/client.go). */
const tokenLifeMs = 5 * 60_000;

/** An ESXi or a vCenter that runs. */
export interface Simulator extends AsyncDisposable {
  /** `https://127.0.0.1:PORT/sdk` */
  readonly url: string;
  /** SHA-256 of its certificate: upper-case hex pairs joined by colons. */
  readonly fingerprint256: string;
  readonly certificatePem: string;
  readonly user: string;
  readonly password: string;
  /** What `connect` takes to log in as the administrator: the certificate is pinned, so nothing has to be trusted by hand. */
  readonly connectOptions: {
    readonly url: string;
    readonly username: string;
    readonly password: string;
    readonly trust: { readonly kind: 'pinned'; readonly fingerprint256: string };
  };
  /**
   * A SAML bearer token, which LoginByToken takes until it ends.
   *
   * @param user whom it names, by default the administrator
   * @param endsAt by default in five minutes, by the simulator's clock
   */
  issueToken(user?: string, endsAt?: Date): string;
  /** The objects themselves, for tests that look behind the API or change something behind its back. */
  readonly model: World;
  readonly faults: InjectedFaults;
  readonly requests: RequestCounts;
  /** How many are logged in now. */
  readonly sessionCount: number;
  close(): Promise<void>;
}

/**
 * Starts a simulator on a loopback port.
 *
 * @throws TypeError where the options or the inventory do not fit together
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const complete = completeOptions(options);
  const closing = new AbortController();
  // Every guest and task that takes its time listens.
  setMaxListeners(0, closing.signal);
  const timestamps = new Timestamps(complete.clock);
  const world = createWorld(complete, timestamps, closing.signal);
  const certificate = await makeCertificate();
  for (const object of world.inventory.objects()) {
    if (object instanceof HostSystem) {
      object.sslThumbprint = certificate.thumbprint;
    }
  }
  const faults = new InjectedFaults(complete.random);
  const requests = new RequestCounts();
  const versions = spokenVersions(world.service.content.about.apiVersion);
  const server = new HttpServer({
    certificate,
    dispatcher: new Dispatcher(world, faults, requests, versions),
    faults,
    files: new FileService(world, faults, requests),
    counts: requests,
    versions,
    transfers: world.transfers,
    latencyMs: complete.latencyMs,
    closing: closing.signal,
  });
  const port = await server.listen(complete.port);
  const url = `https://127.0.0.1:${port}/sdk`;
  const { user, password } = complete;
  const { thumbprint, fingerprint256 } = certificate;
  world.tickets.place = { hostName: `127.0.0.1:${port}`, thumbprint, fingerprint256 };
  world.transfers.port = port;
  const close = async () => {
    closing.abort();
    world.sessions.endAll();
    await server.close();
  };
  return {
    url,
    fingerprint256,
    certificatePem: certificate.certificatePem,
    user,
    password,
    connectOptions: { url, username: user, password, trust: { kind: 'pinned', fingerprint256 } },
    issueToken: (subject = user, endsAt = new Date(complete.clock().getTime() + tokenLifeMs)) =>
      world.tokens.issue(subject, endsAt),
    model: world,
    faults,
    requests,
    get sessionCount() {
      return world.sessions.count;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
