import { contract } from '../contract/suite.ts';
import type { Running, StartOptions, Target } from '../contract/target.ts';
import { Vcsim } from './helpers/vcsim.ts';

function vcsim(name: string, isVCenter: boolean): Target {
  return {
    name,
    isVCenter,
    isVcsim: true,
    async start({
      vms = 2,
      power = 'poweredOff',
      nestedHVSupported = true,
    }: StartOptions = {}): Promise<Running> {
      const started = await Vcsim.start(
        `-esx=${!isVCenter}`,
        // A vCenter has as many again on its host outside the cluster.
        `-vm=${isVCenter ? Math.ceil(vms / 2) : vms}`,
        `-off=${power === 'poweredOff'}`,
        `-nested=${nestedHVSupported}`,
      );
      const { url, fingerprint256 } = started.ready;
      return {
        login: {
          url,
          username: 'user',
          password: 'pass',
          trust: { kind: 'pinned', fingerprint256 },
        },
        sessionCount: () => started.sessions(),
        expireSessions: async () => {
          await started.post('/sessions/expire');
        },
        [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
      };
    },
  };
}

contract(vcsim('vcsim as vCenter', true));
contract(vcsim('vcsim as ESXi', false));
