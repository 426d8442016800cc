import type { Io } from '../io.ts';
import { fromEnv } from './layer.ts';

/** govc's variables for a client certificate, those that are set: `vhv` supports none, and says so. */
export function clientCertificate(io: Io): readonly string[] {
  return ['GOVC_CERTIFICATE', 'GOVC_PRIVATE_KEY'].filter((name) => fromEnv(io, name));
}
