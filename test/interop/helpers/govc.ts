import type { Simulator } from '../../../src/simulator/index.ts';
import { peersDir } from './peers-dir.ts';
import { type Finished, run } from './run.ts';

export type Login = Pick<Simulator, 'url' | 'user' | 'password'>;

/** govmomi's CLI, logged in at our simulator. */
export function govc(
  { url, user, password }: Login,
  ...args: readonly string[]
): Promise<Finished> {
  const withUser = url.replace('https://', `https://${user}:${password}@`);
  return run(`${peersDir}/govc`, args, { GOVC_URL: withUser, GOVC_INSECURE: '1' });
}

/** What a command prints as JSON. */
export async function govcJson<Shape>(
  simulator: Login,
  ...args: readonly string[]
): Promise<Shape> {
  const { stdout, stderr, exitCode } = await govc(simulator, ...args);
  if (exitCode !== 0) {
    throw new Error(`govc ${args.join(' ')}: ${stderr}`);
  }
  return JSON.parse(stdout) as Shape;
}

interface Change {
  readonly name: string;
  readonly val: unknown;
}

function isArray(val: unknown): val is { readonly _value: unknown } {
  return typeof val === 'object' && val !== null && '_value' in val;
}

/** Properties as govmomi decodes them, by path. */
export async function collect(
  simulator: Login,
  object: string,
  ...paths: readonly string[]
): Promise<Record<string, unknown>> {
  const changes = await govcJson<Change[]>(simulator, 'collect', '-json', object, ...paths);
  return Object.fromEntries(
    changes.map(({ name, val }) => [name, isArray(val) ? val._value : val]),
  );
}
