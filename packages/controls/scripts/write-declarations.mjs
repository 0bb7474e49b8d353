// Writes the declarations of the SDK's entries, and of what they need of
// protobuf and Connect, as one module: an evaluated tree has no node_modules,
// and nothing of ours is imported to judge it. Run after the SDK was built.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const ts = require('typescript');

const here = path.dirname(fileURLToPath(import.meta.url));
const sdk = path.join(here, '../../sdk');
const target =
  process.argv[2] ?? path.join(here, '../src/facts/program/declarations.json');

// Other packages appear in no type that a service's code is judged by.
const PACKAGES = {
  '@ameideio/ameide-sdk-ts': sdk,
  '@bufbuild/protobuf': packageFolder('@bufbuild/protobuf'),
  '@bufbuild/protovalidate': packageFolder('@bufbuild/protovalidate'),
  '@connectrpc/connect': packageFolder('@connectrpc/connect'),
};
const ENTRIES = [
  'dist/node/index.d.ts',
  'dist/testing/index.d.ts',
  'dist/agent/index.d.ts',
  'dist/agent-policy/index.d.ts',
  'dist/workflow/index.d.ts',
  'dist/workflow/dbos/index.d.ts',
  'dist/workflow/testing/index.d.ts',
  'dist/proto/ameide/agents/v1/agent_pb.d.ts',
  'dist/proto/ameide/agents/v1/gateway_pb.d.ts',
  'dist/proto/ameide/agents/v1/registry_pb.d.ts',
  'dist/proto/ameide/common/v1/audit_pb.d.ts',
  'dist/proto/ameide/common/v1/context_pb.d.ts',
  'dist/proto/ameide/common/v1/event_pb.d.ts',
  'dist/proto/ameide/common/v1/money_pb.d.ts',
  'dist/proto/ameide/common/v1/options_pb.d.ts',
  'dist/proto/ameide/common/v1/sinks_pb.d.ts',
  'dist/proto/ameide/proposals/v1/proposal_pb.d.ts',
].map(entry => path.join(sdk, entry));
const MORE = [
  '@bufbuild/protobuf',
  '@bufbuild/protobuf/wkt',
  '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js',
  '@connectrpc/connect',
];
// Its types are made by zod; they are written out instead.
const CONFIG = path.join(sdk, 'dist/node/config/service-config.d.ts');

function packageFolder(name) {
  // Its package.json may not be exported.
  let folder = path.dirname(require.resolve(name, { paths: [sdk] }));
  while (!folder.endsWith(path.normalize(name))) folder = path.dirname(folder);
  return folder;
}

const options = {
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  strict: true,
  skipLibCheck: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: [],
};
const host = ts.createCompilerHost(options);
const printer = ts.createPrinter({ removeComments: true });
const files = {};
const open = [...ENTRIES, ...MORE.map(name => resolved(name, ENTRIES[0]))];

function resolved(name, from) {
  return ts.resolveModuleName(name, from, options, host).resolvedModule
    ?.resolvedFileName;
}

/** Where a file lies in the evaluated program; undefined for other packages' files. */
function placeOf(file) {
  for (const [name, folder] of Object.entries(PACKAGES)) {
    const relative = path.relative(folder, file);
    if (!relative.startsWith('..'))
      return `${name}/${relative.replaceAll(path.sep, '/')}`;
  }
  return undefined;
}

function expandedConfig() {
  const program = ts.createProgram([CONFIG], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(CONFIG);
  const lines = [];
  for (const symbol of checker.getExportsOfModule(
    checker.getSymbolAtLocation(source),
  )) {
    if (symbol.flags & ts.SymbolFlags.TypeAlias) {
      const type = checker.typeToString(
        checker.getDeclaredTypeOfSymbol(symbol),
        undefined,
        ts.TypeFormatFlags.NoTruncation |
          ts.TypeFormatFlags.InTypeAlias |
          ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope,
      );
      // An interface has a name that a reader of a type finds again.
      lines.push(`export interface ${symbol.name} ${type}`);
    } else {
      lines.push(`export declare const ${symbol.name}: unknown;`);
    }
  }
  return `${lines.join('\n')}\n`;
}

for (let file = open.pop(); file !== undefined; file = open.pop()) {
  const place = placeOf(file);
  if (place === undefined || files[place] !== undefined) continue;
  const text = file === CONFIG ? expandedConfig() : readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  files[place] = printer.printFile(source);
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    const next = resolved(fileName, file);
    if (next !== undefined) open.push(next);
  }
}
for (const [name, folder] of Object.entries(PACKAGES)) {
  const { version, type, exports } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  files[`${name}/package.json`] = `${JSON.stringify({
    name,
    version,
    type,
    exports,
  })}\n`;
}
const sorted = Object.fromEntries(
  Object.entries(files).sort(([first], [second]) => (first < second ? -1 : 1)),
);
writeFileSync(target, `${JSON.stringify(sorted, null, 1)}\n`);
