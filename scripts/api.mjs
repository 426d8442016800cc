#!/usr/bin/env node
// Writes the shape of what the package exports to api/, a page for each entry in package.json, and one for the types that these refer to. With --check
// it writes nothing and fails where they are stale: a change of the API is seen in review. Works on dist/: build first.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.entries(exports)
  .filter(([, target]) => target.types !== undefined)
  .map(([name, { types }]) => ({ name: `vhv${name.slice(1)}`, file: resolve(root, types) }));

const program = ts.createProgram(
  entries.map(({ file }) => file),
  { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, types: ['node'] },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

// The wire's types follow from wsdl/, and what a simulator is made of is for looking behind the API in tests: neither is listed.
const unlisted = [join('dist', 'vim25'), join('dist', 'simulator')];

const isOurs = (declaration) =>
  declaration.getSourceFile().fileName.startsWith(join(root, 'dist').replaceAll('\\', '/'));

const isListed = (declaration) => {
  const path = relative(root, declaration.getSourceFile().fileName);
  return isOurs(declaration) && !unlisted.some((folder) => path.startsWith(folder));
};

const unaliased = (symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** The statement that a declaration is, or is a part of. */
const statementOf = (declaration) =>
  ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;

const isOutermost = (declaration) =>
  statementOf(declaration).parent?.kind === ts.SyntaxKind.SourceFile;

/** What a declaration says, without comments. */
function textOf(declaration) {
  const node = statementOf(declaration);
  return printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replace(/^export (?:declare )?/, '')
    .replace(/^declare /, '')
    .replaceAll('    ', '  ');
}

const declarationsOf = (symbol) => (symbol.declarations ?? []).filter(isOurs);

/** The symbols that declarations refer to. */
function referredBy(declarations) {
  const found = new Set();
  const visit = (node) => {
    const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
    const target = symbol && unaliased(symbol);
    const declared = target?.declarations ?? [];
    if (declared.length > 0 && declared.every((one) => isOutermost(one) && isListed(one))) {
      found.add(target);
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of declarations) {
    visit(declaration);
  }
  return found;
}

const byName = ([one], [other]) => (one < other ? -1 : one > other ? 1 : 0);

function pageOf(title, symbols) {
  const texts = [...symbols]
    .sort(byName)
    .map(([, symbol]) => declarationsOf(symbol).map(textOf).join('\n'));
  return `<!-- Made by scripts/api.mjs: npm run docs -->\n# ${title}\n\n\`\`\`ts\n${texts.join('\n\n')}\n\`\`\`\n`;
}

const exported = new Set();
const pages = new Map();
for (const { name, file } of entries) {
  const symbols = checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
    .map((symbol) => [symbol.name, unaliased(symbol)]);
  for (const [, symbol] of symbols) {
    exported.add(symbol);
  }
  pages.set(`${name.replace('/', '-')}.md`, pageOf(`\`${name}\``, symbols));
}

const referred = new Set();
const queue = [...exported];
for (let symbol = queue.pop(); symbol !== undefined; symbol = queue.pop()) {
  for (const other of referredBy(declarationsOf(symbol).filter(isListed))) {
    if (!exported.has(other) && !referred.has(other)) {
      referred.add(other);
      queue.push(other);
    }
  }
}
const named = [...referred].map((symbol) => [symbol.name, symbol]);
pages.set('referred.md', pageOf('What the exports refer to', named));

mkdirSync(join(root, 'api'), { recursive: true });
for (const [page, text] of pages) {
  const path = join(root, 'api', page);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) {
    continue;
  }
  if (check) {
    console.error(`api/${page} is stale: npm run docs, and look at the difference`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
  }
}
