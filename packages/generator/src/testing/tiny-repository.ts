import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const GENERATOR = path.dirname(
  require.resolve('@ameide/generator/package.json'),
);
const DESCRIPTORS = path.join(
  path.dirname(require.resolve('@ameideio/ameide-sdk-ts/package.json')),
  'proto',
  'descriptor.binpb',
);

const SDK = '@ameideio/ameide-sdk-ts';

const PROTO = `syntax = "proto3";

package {{service.protoPackage}};

import "ameide/common/v1/context.proto";
import "ameide/common/v1/options.proto";

{{comment service.description}}
service {{service.serviceName}} {
{{#each aggregates}}
  // Returns one.
  rpc Get{{name}}(Get{{name}}Request) returns (Get{{name}}Response) {
    option (ameide.common.v1.auth) = {
      roles: ["viewer"]
    };
  }
{{/each}}
}
{{#each aggregates}}

message {{name}} {
  string id = {{numbers.id}};
}

message Get{{name}}Request {
  ameide.common.v1.RequestContext context = 1;
  string id = 2;
}

message Get{{name}}Response {
  {{name}} {{snake}} = 1;
}
{{/each}}
`;

const FILES: Record<string, string> = {
  'templates/domain-controller/release.json': '{ "version": "1.2.3" }',
  'templates/domain-controller/skeleton/proto/[protoDir]/[protoFile].hbs':
    PROTO,
  'templates/domain-controller/skeleton/README.md.hbs':
    '# {{service.id}}\n\n{{markdown service.description}}\n',
  'templates/domain-controller/skeleton/src/[aggregate]/store.ts.hbs':
    '{{> banner}}\nexport const table = {{ts aggregate.table}};\n',
  'templates/domain-controller/partials/banner.hbs': '// {{service.id}}',
  'templates/domain-controller/skeleton/package.json.hbs': `{
  "name": {{json service.id}},
  "version": "0.1.0",
  "dependencies": { ${JSON.stringify(
    SDK,
  )}: "file:{{sdk.tarball}}", "other": "^1.0.0" }
}
`,
  'templates/domain-controller/skeleton/package-lock.json': JSON.stringify({
    name: 'service',
    version: '0.1.0',
    lockfileVersion: 3,
    packages: {
      '': {
        name: 'service',
        version: '0.1.0',
        dependencies: { [SDK]: 'file:vendor/old.tgz', other: '^1.0.0' },
      },
      [`node_modules/${SDK}`]: {
        version: '0.0.0',
        dependencies: { other: '^1.0.0' },
      },
      'node_modules/other': { version: '1.0.1', integrity: 'sha512-AAAA' },
    },
  }),
  'packages/sdk/package.json': JSON.stringify({
    name: SDK,
    version: '0.1.0',
    type: 'module',
    files: ['dist'],
    scripts: { build: 'tsc' },
    dependencies: { other: '^1.0.0' },
    devDependencies: { typescript: '^7.0.0' },
    bin: { 'ameide-test': './dist/bin.js' },
  }),
  'packages/sdk/dist/bin.js': '#!/usr/bin/env node\n',
  'packages/sdk/dist/index.js': 'export {};\n',
};

/** A repository with a template of a few lines, in a folder of its own. */
export interface TinyRepository {
  readonly root: string;
  write(file: string, content: string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a repository that a release can be built from within a second. */
export async function tinyRepository(): Promise<TinyRepository> {
  await readFile(DESCRIPTORS).catch(() => {
    throw new Error(
      'the SDK is not built, and these tests need its descriptors: yarn build:sdk',
    );
  });
  const root = await mkdtemp(path.join(tmpdir(), 'tiny-repository-'));
  const write = async (file: string, content: string) => {
    const target = path.join(root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  };
  for (const [file, content] of Object.entries(FILES))
    await write(file, content);
  await mkdir(path.join(root, 'packages/sdk/proto'), { recursive: true });
  await cp(DESCRIPTORS, path.join(root, 'packages/sdk/proto/descriptor.binpb'));
  await symlink(GENERATOR, path.join(root, 'packages/generator'));
  return {
    root,
    write,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
