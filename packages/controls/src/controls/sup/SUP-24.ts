import { builtinModules } from 'node:module';
import ts from 'typescript';
import { defineControl, type Finding } from '../../control/control';
import type { PackageManifest } from '../../facts/supply/supply';

const SDK = '@ameideio/ameide-sdk-ts';
const BUILT_IN = new Set(builtinModules);

/** Whether code runs only where nothing is served. */
function isOfTests(file: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|e2e|local|tools|scripts|bench)\/|\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)[\w.-]*config\.[cm]?[jt]s$/.test(
    file,
  );
}

/** Whether code takes nothing but types from a module: the import is gone when it runs. */
function takesTypesOnly(file: string, text: string, module: string): boolean {
  const { statements } = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    false,
  );
  const imports = statements.filter(
    (statement): statement is ts.ImportDeclaration =>
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text === module,
  );
  return (
    imports.length > 0 &&
    imports.every(({ importClause }) => importClause?.isTypeOnly === true)
  );
}

/** The package.json that code belongs to: the nearest one above it. */
function ownerOf(
  file: string,
  packages: readonly PackageManifest[],
): PackageManifest | undefined {
  return packages
    .filter(({ folder }) => folder === '' || file.startsWith(`${folder}/`))
    .sort((first, second) => second.folder.length - first.folder.length)[0];
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@')
    ? parts.slice(0, 2).join('/')
    : parts[0] ?? '';
}

export default defineControl({
  id: 'SUP-24',
  title:
    'Code imports declared packages only, and of the SDK what is meant for it',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§3.1', '§6'], standards: ['OWASP CICD-SEC-3'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A package that happens to be installed can be exchanged or vanish with any update; the inside of the SDK offers ways round its chain, and its test kit offers keys.',
  remediation:
    'Declare the package; import the SDK by its public entries, and its /testing from tests alone.',
  needs: ['supply'],
  evaluate: ({ tree, supply }) => {
    const findings: Finding[] = [];
    let hasCode = false;
    for (const [file, content] of tree.files) {
      if (!/\.[cm]?[jt]sx?$/.test(file) || file.includes('node_modules/'))
        continue;
      const owner = ownerOf(file, supply.packages);
      if (owner === undefined || content.length > 2_000_000) continue;
      hasCode = true;
      const text = Buffer.from(content).toString('utf8');
      const isTest = isOfTests(file);
      const seen = new Set<string>();
      for (const { fileName, pos } of ts.preProcessFile(text, true, true)
        .importedFiles) {
        const add = (message: string) => {
          if (seen.has(fileName)) return;
          seen.add(fileName);
          findings.push({
            message,
            file,
            line: text.slice(0, pos).split('\n').length,
            subject: fileName,
          });
        };
        if (
          /(?:^|\/)node_modules\//.test(fileName) ||
          /(?:^|\/)vendor\/.*ameide/.test(fileName)
        ) {
          add(`${fileName} goes round the entries of a package.`);
          continue;
        }
        if (/^(?:https?:|data:|npm:|jsr:)/.test(fileName)) {
          add(`${fileName} is fetched from elsewhere.`);
          continue;
        }
        if (/^(?:\.|\/|#|~|@\/|node:)/.test(fileName)) continue;
        const name = packageOf(fileName);
        if (BUILT_IN.has(name) || name === '') continue;
        if (name === SDK) {
          if (
            /\/(?:dist|src|internal|lib)(?:\/|$)/.test(
              fileName.slice(SDK.length),
            )
          ) {
            add(`${fileName} is the inside of the SDK.`);
            continue;
          }
          if (fileName.startsWith(`${SDK}/testing`) && !isTest) {
            add(`${fileName} is imported by code that is not a test.`);
            continue;
          }
        }
        const declared = owner.dependencies.find(one => one.name === name);
        // A folder of the tree, by a path that the compiler is told of.
        const isFolder = [...tree.files.keys()].some(path =>
          path.startsWith(`${owner.folder ? `${owner.folder}/` : ''}${name}/`),
        );
        if (declared === undefined) {
          if (!isFolder) add(`${name} is not declared in ${owner.file}.`);
        } else if (
          !isTest &&
          file.startsWith('src/') &&
          owner.dependencies.every(
            one => one.name !== name || !one.production,
          ) &&
          !takesTypesOnly(file, text, fileName)
        ) {
          add(`${name} is declared for development only in ${owner.file}.`);
        }
      }
    }
    return hasCode
      ? findings
      : { notApplicable: 'There is no code with a package.json.' };
  },
});
