import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const here = path.dirname(fileURLToPath(import.meta.url));
const sdk = path.join(here, '../..');

/** What the examples take for granted. */
const GIVEN = `
import type * as policy from '../agent-policy/index.js';
import type * as runtime from './index.js';
import type { Transport } from '@connectrpc/connect';
declare const agent: policy.AgentDefinition;
declare const definition: policy.AgentDefinition;
declare const instance: policy.AgentInstance;
declare const grants: policy.ToolGrant[];
declare const sponsor: policy.Sponsor | undefined;
declare const identity: runtime.CallIdentity;
declare const source: runtime.PermissionSource;
declare const audit: runtime.CallAudit;
declare const transport: Transport;
declare const tenantId: string, organizationId: string, userId: string;
declare const instanceId: string, invocationId: string, prompt: string;
declare const now: number;
`;

describe('the README', () => {
  const examples = [
    ...readFileSync(path.join(sdk, 'README.md'), 'utf8').matchAll(
      /```ts\n(.*?)```/gs,
    ),
  ]
    .map(([, code = '']) => code)
    .filter(code => code.includes('ameide-sdk-ts/agent'));

  it('has an example of each entry', () => {
    expect(examples).toHaveLength(2);
  });

  it('has examples that compile', () => {
    const files = new Map(
      examples.map((code, index) => [
        path.join(here, `example-${index}.ts`),
        GIVEN +
          code
            .replaceAll(
              '@ameideio/ameide-sdk-ts/agent-policy',
              '../agent-policy/index.js',
            )
            .replaceAll('@ameideio/ameide-sdk-ts/agent', './index.js'),
      ]),
    );
    const { config } = ts.readConfigFile(
      path.join(sdk, 'tsconfig.build.json'),
      ts.sys.readFile,
    );
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, sdk);
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = file => files.has(file) || fileExists(file);
    host.getSourceFile = (file, language, ...more) => {
      const text = files.get(file);
      return text === undefined
        ? getSourceFile(file, language, ...more)
        : ts.createSourceFile(file, text, language, true);
    };
    const program = ts.createProgram([...files.keys()], options, host);
    const problems = [...files.keys()].flatMap(file =>
      program.getSemanticDiagnostics(program.getSourceFile(file)),
    );
    expect(
      problems.map(({ messageText }) =>
        ts.flattenDiagnosticMessageText(messageText, '\n'),
      ),
    ).toEqual([]);
  });
});
