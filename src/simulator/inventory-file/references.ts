import { didYouMean } from '../../nearest.ts';
import { type Problem, pathText } from './problems.ts';

/** What a file holds before anybody knows whether its shape is right. */
type Raw = { readonly [Key in string]?: unknown };

/** Names that nothing has, and names that two things have. Parts whose shape is wrong are passed over: others tell of them. */
export function referenceProblems(value: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  const hostPaths = new Map<string, string>();
  for (const [index, datacenter] of list(raw(value), 'datacenters').entries()) {
    const path = ['datacenters', index];
    const names = new Names(problems);
    for (const { host, at } of hostsOf(datacenter, path)) {
      const first = typeof host['name'] === 'string' ? hostPaths.get(host['name']) : undefined;
      if (first !== undefined) {
        const reason = `${JSON.stringify(host['name'])} is the name of ${first} too`;
        problems.push({ path: pathText([...at, 'name']), reason });
      } else if (typeof host['name'] === 'string') {
        hostPaths.set(host['name'], pathText(at));
      }
      names.add('host', host['name']);
    }
    for (const datastore of entries(datacenter, 'datastores', ['datastore1'])) {
      names.add('datastore', typeof datastore === 'string' ? datastore : raw(datastore)['name']);
    }
    for (const network of entries(datacenter, 'networks', ['VM Network'])) {
      names.add('network', typeof network === 'string' ? network : raw(network)['name']);
    }
    for (const vm of list(datacenter, 'vms')) {
      names.add('vm', vm['name']);
    }
    checkNetworks(datacenter, path, problems);
    checkVms(datacenter, path, names);
    checkRules(datacenter, path, names);
  }
  return problems;
}

type Kind = 'host' | 'datastore' | 'network' | 'vm';
type Path = readonly (string | number)[];

class Names {
  readonly #problems: Problem[];
  readonly #known = {
    host: new Set<string>(),
    datastore: new Set<string>(),
    network: new Set<string>(),
    vm: new Set<string>(),
  };

  constructor(problems: Problem[]) {
    this.#problems = problems;
  }

  add(kind: Kind, name: unknown): void {
    if (typeof name === 'string') {
      this.#known[kind].add(name);
    }
  }

  check(kind: Kind, name: unknown, path: Path): void {
    if (typeof name !== 'string' || name === '' || this.#known[kind].has(name)) {
      return;
    }
    const hint = didYouMean(name, [...this.#known[kind]]);
    const reason = `there is no ${kind === 'vm' ? 'VM' : kind} ${JSON.stringify(name)} in this datacenter${hint}`;
    this.#problems.push({ path: pathText(path), reason });
  }
}

/** Standard switches learn no addresses (docs/facts.md#mac-learning). */
function checkNetworks(datacenter: Raw, path: Path, problems: Problem[]): void {
  for (const [index, network] of list(datacenter, 'networks').entries()) {
    if (network['macLearning'] === true && network['switch'] === undefined) {
      const at = pathText([...path, 'networks', index, 'macLearning']);
      problems.push({ path: at, reason: 'only a port group of a distributed switch has it' });
    }
  }
}

function checkVms(datacenter: Raw, path: Path, names: Names): void {
  for (const [index, vm] of list(datacenter, 'vms').entries()) {
    const at = [...path, 'vms', index];
    names.check('host', vm['host'], [...at, 'host']);
    names.check('datastore', vm['datastore'], [...at, 'datastore']);
    names.check('network', vm['network'], [...at, 'network']);
    for (const [place, name] of entries(vm, 'disksOn').entries()) {
      names.check('datastore', name, [...at, 'disksOn', place]);
    }
    names.check('datastore', raw(vm['iso'])['datastore'], [...at, 'iso', 'datastore']);
  }
}

function checkRules(datacenter: Raw, path: Path, names: Names): void {
  for (const [index, cluster] of list(datacenter, 'clusters').entries()) {
    for (const [place, rule] of list(cluster, 'antiAffinity').entries()) {
      const at = [...path, 'clusters', index, 'antiAffinity', place, 'vms'];
      for (const [position, name] of entries(rule, 'vms').entries()) {
        names.check('vm', name, [...at, position]);
      }
    }
  }
}

function* hostsOf(datacenter: Raw, path: Path): Generator<{ host: Raw; at: Path }> {
  for (const [index, cluster] of list(datacenter, 'clusters').entries()) {
    for (const [place, host] of list(cluster, 'hosts').entries()) {
      yield { host, at: [...path, 'clusters', index, 'hosts', place] };
    }
  }
  for (const [place, host] of list(datacenter, 'hosts').entries()) {
    yield { host, at: [...path, 'hosts', place] };
  }
}

function raw(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {};
}

function entries(of: Raw, key: string, otherwise: readonly unknown[] = []): readonly unknown[] {
  const value = of[key] ?? otherwise;
  return Array.isArray(value) ? value : [];
}

function list(of: Raw, key: string): readonly Raw[] {
  return entries(of, key).map(raw);
}
