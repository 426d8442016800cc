import { z } from 'zod';
import { issueWords } from '../../issue-words.ts';
import { didYouMean } from '../../nearest.ts';
import { mustBeSha256, sha256 } from '../../soap/index.ts';
import { tlsVersions } from '../connection/layer.ts';

const text = z.string().min(1);

/** Settings that `defaults` and each endpoint may have. */
const settings = {
  username: text.describe('User to log in as'),
  passwordFile: text.describe('File whose first line is the password; relative to this file'),
  passwordEnv: text.describe('Environment variable that holds the password'),
  passwordCommand: text.describe('Shell command whose first line of output is the password'),
  password: text.describe('The password itself: only in a file that nobody else can read (0600)'),
  tokenFile: text.describe('File with a SAML bearer token to log in with; relative to this file'),
  tokenEnv: text.describe('Environment variable that holds a SAML bearer token'),
  fingerprint: z
    .string()
    .regex(sha256, mustBeSha256)
    .describe('Trust exactly the certificate with this SHA-256'),
  ca: text.describe('PEM file of the authorities to trust; relative to this file'),
  insecure: z.boolean().describe('Trust any certificate: whoever answers gets the password'),
  tlsMin: z.enum(tlsVersions).describe('Oldest TLS to speak; 1.0 for hosts before 6.0'),
  concurrency: z.int().min(1).max(256).describe('Requests at once'),
};

const defaults = z.strictObject(settings).partial();

const endpoint = z.strictObject({
  name: text
    .regex(/^[^#\s]+$/, 'must have no blank and no #')
    .optional()
    .describe('What rows and messages call it, and selectors: NAME#vm-42. Default: its host'),
  url: text.describe('vc.example.com, https://esx1:8443/sdk; no credentials'),
  ...defaults.shape,
});

const file = z.strictObject({
  $schema: z.string().optional(),
  defaults: defaults.optional().describe('What endpoints have that do not say otherwise'),
  endpoints: z.array(endpoint).min(1),
});

/** The file as people may write it: endpoints, or plain names of hosts. */
const written = z
  .union([
    z.array(text).min(1),
    file.extend({ endpoints: z.array(z.union([text, endpoint])).min(1) }),
  ])
  .describe('The servers that vhv works on: --endpoints FILE or VHV_ENDPOINTS');

export type FileDefaults = z.infer<typeof defaults>;

export type EndpointsFile = z.infer<typeof file>;

/**
 * The JSON Schema that is published as schema/endpoints.schema.json.
 *
 * @public scripts/docs.mjs writes it
 */
export function endpointsJsonSchema(): unknown {
  return z.toJSONSchema(written);
}

const oneOfEach = [
  ['passwordFile', 'passwordEnv', 'passwordCommand', 'password', 'tokenFile', 'tokenEnv'],
  ['username', 'tokenFile', 'tokenEnv'],
  ['fingerprint', 'ca', 'insecure'],
] as const satisfies readonly (readonly (keyof FileDefaults)[])[];

/** What is wrong with a file, and the path of the value that it is wrong with. */
export interface FileProblem {
  readonly path: readonly PropertyKey[];
  /** A key in that value that is not known, and not like one that is: it leads to a line, and is not shown. */
  readonly hiddenKey?: string | undefined;
  readonly reason: string;
}

/**
 * Checks what was read from a file.
 *
 * @returns the endpoints, or what is wrong where. Values are not repeated, nor are keys that a password with a colon can be misread
 * as.
 */
export function checkEndpoints(data: unknown): EndpointsFile | FileProblem {
  const list = Array.isArray(data) ? { endpoints: data } : data;
  const parsed = file.safeParse(withObjects(list), { reportInput: true, error: issueWords });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return issue === undefined ? { path: [], reason: 'is not valid' } : describe(issue);
  }
  const places: [PropertyKey[], FileDefaults][] = parsed.data.endpoints.map((one, index) => [
    ['endpoints', index],
    one,
  ]);
  for (const [path, one] of [[['defaults'], parsed.data.defaults ?? {}] as const, ...places]) {
    for (const names of oneOfEach) {
      const given = names.filter((name) => one[name] !== undefined);
      if (given.length > 1) {
        return { path, reason: `has ${given.join(' and ')}: give one of them` };
      }
    }
  }
  return parsed.data;
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a whole number',
  object: 'an object',
  string: 'a text: put it in quotes',
};

function describe(issue: z.core.$ZodIssue): FileProblem {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return describeUnknown(issue);
    case 'invalid_type': {
      const kind = kinds[issue.expected];
      const isMissing = issue.input === undefined || kind === undefined;
      return { path, reason: isMissing ? issue.message : `must be ${kind}` };
    }
    case 'invalid_value':
      return { path, reason: `must be ${issue.values.join(', ')}` };
    default:
      return { path, reason: issue.message };
  }
}

/** Only a key that is nearly a known one is shown: any other can be a part of a password. */
function describeUnknown({ path, keys }: z.core.$ZodIssueUnrecognizedKeys): FileProblem {
  const [key = ''] = keys;
  const shapes = { '': file.shape, defaults: defaults.shape, endpoints: endpoint.shape };
  const known = Object.keys(shapes[String(path[0] ?? '') as keyof typeof shapes] ?? {});
  const meant = didYouMean(key, known);
  return meant === ''
    ? { path, hiddenKey: key, reason: `has a key that is not known; there are ${known.join(', ')}` }
    : { path: [...path, key], reason: `is not known${meant}` };
}

/** A plain name of a host is an endpoint with nothing of its own. */
function withObjects(data: unknown): unknown {
  const { endpoints } = (data ?? {}) as { endpoints?: unknown };
  return Array.isArray(endpoints)
    ? {
        ...(data as object),
        endpoints: endpoints.map((one: unknown) => (typeof one === 'string' ? { url: one } : one)),
      }
    : data;
}
