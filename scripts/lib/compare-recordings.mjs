import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalXml } from './canonical-xml.mjs';

const uuid = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi;
const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z?$/;
/** A changeVersion of vcsim: nanoseconds. */
const nanoseconds = /^\d{19}$/;
/** vcsim names a device by its place in memory: `cdrom--201-57259202835688`. */
const deviceName = /^(\w+--?\d+)-\d{10,}$/;

function readJson(dir, file) {
  return JSON.parse(readFileSync(join(dir, file), 'utf8'));
}

/** Leaves out what is another in each run: ids, times, uuids. */
function withoutChance(text, isReference) {
  if (time.test(text) || nanoseconds.test(text)) {
    return '(time)';
  }
  const named = text.replace(uuid, '(uuid)').replace(deviceName, '$1-(id)');
  return isReference ? named.replace(/\d+$/, '(id)') : named;
}

/** A call as lines; the request comes first. */
function describe({ scope, method, path, reqheaders, body = '', status, rawHeaders, response }) {
  const server = scope.replace(/:\d+$/, ':(port)');
  const write = (xml) => (xml === '' ? '' : canonicalXml(xml, withoutChance));
  const request = [`${method} ${server}${path}`, JSON.stringify(reqheaders), write(body)];
  return [...request, `${status} ${JSON.stringify(rawHeaders)}`, write(response)].join('\n');
}

/** Calls that went side by side can come in any order; those that ask the same keep theirs. */
function describeCalls(dir) {
  const calls = readJson(dir, 'recording.json').map((call) => ({
    request: describe({ ...call, status: '', rawHeaders: '', response: '' }),
    whole: describe(call),
  }));
  return calls
    .sort((a, b) => (a.request < b.request ? -1 : a.request > b.request ? 1 : 0))
    .map(({ whole }) => whole);
}

function describeAbout(dir) {
  const { url, ...rest } = readJson(dir, 'about.json');
  return JSON.stringify(
    { ...rest, url: url.replace(/:\d+$/, ':(port)'), date: '', vhv: '' },
    undefined,
    1,
  );
}

/** The first line in which two texts differ, both ways; undefined where they are the same. */
function firstDifference(before, now) {
  const [a, b] = [before.split('\n'), now.split('\n')];
  const index = a.findIndex((line, at) => line !== b[at]);
  const at = index < 0 && b.length > a.length ? a.length : index;
  return at < 0
    ? undefined
    : `in ${a[0]}\n  committed: ${a[at] ?? '(nothing)'}\n  now:       ${b[at] ?? '(nothing)'}`;
}

/** What differs between two recordings, call by call; empty where nothing does. */
export function compareRecordings(committed, fresh) {
  const before = [describeAbout(committed), ...describeCalls(committed)];
  const now = [describeAbout(fresh), ...describeCalls(fresh)];
  const differences = before
    .slice(0, now.length)
    .map((text, index) => firstDifference(text, now[index]))
    .filter((difference) => difference !== undefined);
  if (before.length !== now.length) {
    differences.push(`${before.length - 1} calls are committed, ${now.length - 1} were made now`);
  }
  return differences;
}
