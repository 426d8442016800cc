import type { Io } from '../io.ts';
import { fromEnv } from './layer.ts';

/** The variables with which govc is told to log in by a client certificate, as far as they are set: this program does not. */
export function clientCertificate(io: Io): readonly string[] {
  return ['GOVC_CERTIFICATE', 'GOVC_PRIVATE_KEY'].filter((name) => fromEnv(io, name));
}
