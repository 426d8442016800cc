// Makes one script of the modules in a folder, and one style sheet of those in its styles/. Each module is compiled by TypeScript, loses its
// imports and exports, and follows those that it imports. They then share one scope, so no two may use a name at their top level.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Takes `import` lines and the word `export` out of a module. */
function withoutModuleSyntax(context) {
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      return undefined;
    }
    if (!ts.canHaveModifiers(node) || node.modifiers === undefined) {
      return node;
    }
    const isExport = ({ kind }) => kind === ts.SyntaxKind.ExportKeyword;
    const { factory } = context;
    const modifiers = node.modifiers.filter((modifier) => !isExport(modifier));
    if (ts.isFunctionDeclaration(node)) {
      const { asteriskToken, name, typeParameters, parameters, type, body } = node;
      return factory.updateFunctionDeclaration(
        node,
        modifiers,
        asteriskToken,
        name,
        typeParameters,
        parameters,
        type,
        body,
      );
    }
    if (ts.isClassDeclaration(node)) {
      const { name, typeParameters, heritageClauses, members } = node;
      return factory.updateClassDeclaration(
        node,
        modifiers,
        name,
        typeParameters,
        heritageClauses,
        members,
      );
    }
    return ts.isVariableStatement(node)
      ? factory.updateVariableStatement(node, modifiers, node.declarationList)
      : node;
  };
  return (file) => ts.visitEachChild(file, visit, context);
}

/** The modules that one imports for their values. */
function importsOf(source) {
  return source.statements
    .filter((node) => ts.isImportDeclaration(node) && !node.importClause?.isTypeOnly)
    .map((node) => node.moduleSpecifier.text);
}

function topLevelNames(source) {
  return source.statements.flatMap((node) => {
    if (ts.isVariableStatement(node)) {
      return node.declarationList.declarations.map(({ name }) => name.getText(source));
    }
    return ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) ? [node.name.text] : [];
  });
}

/** @returns {string} the modules from `path` down, in the order in which they need each other */
function joinModules(path, owners, seen) {
  if (seen.has(path)) {
    return '';
  }
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const needed = importsOf(source).map((name) =>
    joinModules(join(dirname(path), name), owners, seen),
  );
  for (const name of topLevelNames(source)) {
    if (owners.has(name)) {
      throw new Error(`${path} and ${owners.get(name)} both have a ${name} at their top level`);
    }
    owners.set(name, path);
  }
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
    },
    transformers: { after: [withoutModuleSyntax] },
  });
  return needed.join('') + outputText.replace(/^export \{\};\n/m, '');
}

/** @returns {string} a style sheet with the ones that it imports in the place of the imports */
function joinStyles(path) {
  const text = readFileSync(path, 'utf8');
  return text.replaceAll(/^@import "(.+)";$/gm, (_, name) =>
    joinStyles(join(dirname(path), name)).trimEnd(),
  );
}

/** A template literal with this text, so that changes show line by line. */
function literal(text) {
  return `\`${text.replaceAll(/[\\`]|\$\{/g, '\\$&')}\``;
}

/** Renders the module that holds the pages' scripts and style sheet as text. */
export function renderPage(folder) {
  const owners = new Map();
  const seen = new Set();
  const script = joinModules(join(folder, 'main.ts'), owners, seen);
  const more = joinModules(join(folder, 'live.ts'), owners, seen);
  const style = joinStyles(join(folder, 'styles', 'index.css'));
  if (/<\/(script|style)|<!--/i.test(script + more + style)) {
    throw new Error(`${folder} holds what would end its element in the page`);
  }
  return [
    '// Made by scripts/generate.mjs from the files in page/. Do not edit.',
    '',
    '/** The script of the HTML report. */',
    `export const script = ${literal(script)};`,
    '',
    '/** The script of the page of a run: the same, and what keeps it up to date. */',
    `export const runScript = \`\${script}${literal(more).slice(1)};`,
    '',
    '/** The style sheet of both. */',
    `export const style = ${literal(style)};`,
    '',
  ].join('\n');
}
