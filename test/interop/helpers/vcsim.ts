import { launch, Peer } from './peer.ts';

/** VMware's own simulator, as it is. */
export class Vcsim extends Peer {
  static async start(...flags: readonly string[]): Promise<Vcsim> {
    return new Vcsim(await launch('vcsim', flags));
  }
}
