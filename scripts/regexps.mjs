// Looks at every regular expression of src for one whose time grows faster than the text: names, answers and files are written by others.
// Fails, naming a text that makes it slow.
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { check } from 'recheck';
import ts from 'typescript';

/** Those that are made while the program runs, by file, and why each is harmless. A new one needs a reason, or another way. */
const made = {
  'src/nested/plan/down-limits.ts': 'written by the user who waits for it',
  'src/simulator/guest/linux.ts': "grep's pattern, in a simulated guest",
  'src/soap/record.ts': 'an element name of our own between fixed parts',
  'src/soap/scrub.ts': 'element names of our own between fixed parts',
};

/**
 * Files whose expressions may take time that grows with the square of a text, and why that text is short or one's own. Nothing exponential
 * is let pass anywhere.
 */
const mayBeSquare = {
  'src/cli/help/missing-word.ts': 'our own help',
  'src/cli/help/parse-failure.ts': 'words of this command line',
  'src/simulator/clock.ts': 'times of our own clock',
  'src/simulator/guest/': 'commands of a simulated guest, which its own user sends',
  'src/soap/certificate.ts': 'names of a certificate, which OpenSSL has read',
  'src/soap/map-text.ts': 'answers, with --record alone; their size is limited',
  'src/soap/observe.ts': 'our own requests',
  'src/soap/operation-id.ts': 'our own requests',
  'src/soap/spellings.ts': 'answers, with --trace or --record alone; their size is limited',
  'src/vim25/scalar.ts': 'one number of an answer',
};

/** The expressions of one file. */
function* expressionsOf(file) {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const nodes = [source];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    node.forEachChild((child) => void nodes.push(child));
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
      const end = node.text.lastIndexOf('/');
      yield { line, pattern: node.text.slice(1, end), flags: node.text.slice(end + 1) };
    } else if (
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      node.expression.getText(source) === 'RegExp'
    ) {
      yield { line };
    }
  }
}

/** Milliseconds for one expression, on a busy machine. */
const timeout = 60_000;

const problems = [];
const unused = new Set(Object.keys(made));
const files = readdirSync('src', { recursive: true })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `src/${file.replaceAll('\\', '/')}`);
const all = files.flatMap((file) => [...expressionsOf(file)].map((one) => ({ file, ...one })));
for (const { file, line, pattern } of all) {
  if (pattern === undefined) {
    unused.delete(file);
    if (made[file] === undefined) {
      problems.push(
        `${file}:${line}: made while the program runs. Fix: write it as a literal, or give a reason in scripts/regexps.mjs`,
      );
    }
  }
}
problems.push(
  ...[...unused].map(
    (file) =>
      `${file}: makes no regular expression any more. Fix: take it off the list in scripts/regexps.mjs`,
  ),
);

/** Milliseconds of CPU of one search, from the fastest of some. */
function fastest(expression, text) {
  const times = Array.from({ length: 5 }, () => {
    const began = process.cpuUsage();
    expression.lastIndex = 0;
    expression.exec(text);
    return process.cpuUsage(began).user / 1000;
  });
  return Math.min(...times);
}

/**
 * Whether an attack's time grows faster than its text. recheck takes a text for an attack if searching it takes long, as it also does on a busy
 * machine; this compares two lengths.
 */
function isConfirmed(expression, { pumps, suffix }) {
  const textOf = (times) =>
    pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join('') + suffix;
  for (let times = 250; textOf(times).length < 1_000_000; times *= 2) {
    const short = fastest(expression, textOf(times));
    if (short > 0.5) {
      // 16 if the time grows with the text, 256 if with its square.
      return fastest(expression, textOf(16 * times)) / short > 64;
    }
  }
  return false;
}

const literals = all.filter(({ pattern }) => pattern !== undefined);
const left = literals.values();
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const { file, line, pattern, flags } of left) {
      const result = await check(pattern, flags, { timeout });
      const isListed = Object.keys(mayBeSquare).some((path) => file.startsWith(path));
      const isExponential =
        result.status === 'vulnerable' && result.complexity.type === 'exponential';
      const isHarmless =
        !isExponential &&
        (isListed ||
          (result.status === 'vulnerable' &&
            !isConfirmed(new RegExp(pattern, flags), result.attack)));
      if (result.status !== 'safe' && !isHarmless) {
        const why =
          result.status === 'vulnerable'
            ? `${result.complexity.summary}, with ${result.attack.string}`
            : result.error.kind;
        problems.push(`${file}:${line}: /${pattern}/${flags} is ${result.status}: ${why}`);
      }
    }
  }),
);
console.log(`${literals.length} regular expressions, ${problems.length} problems`);
for (const problem of problems) {
  console.error(problem.slice(0, 400));
}
process.exitCode = problems.length === 0 ? 0 : 1;
