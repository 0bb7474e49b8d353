import ts from 'typescript';
import { z } from 'zod';
import type { Finding } from '../../control/control';
import type { Program } from '../../facts/program/program';
import { SDK } from '../../facts/program/symbols';
import type { SourceTree } from '../../source/source-tree';

const OWN_PACKAGES = /^(@ameideio\/|@connectrpc\/|@bufbuild\/|\*$|@\*)/;
const STARTERS =
  /(^|\/)(Dockerfile[^/]*|Containerfile|package\.json)$|^deploy\/.*\.ya?ml$/;
const LOADERS =
  /(?:^|[\s"'=[,])(--import|--require|--loader|--experimental-loader|-r)(?=[\s"'=,])/;
const FROM_RELEASE =
  /^(file:(\.\.\/)?vendor\/ameideio-ameide-sdk-ts-[\w.-]+\.tgz|[\^~]?\d+\.\d+\.\d+[\w.+-]*|workspace:.*)$/;

const configurationSchema = z.object({
  compilerOptions: z
    .object({ paths: z.record(z.string(), z.unknown()).optional() })
    .optional(),
});
const overridesSchema = z.object({
  overrides: z.record(z.string(), z.unknown()).optional(),
  resolutions: z.record(z.string(), z.unknown()).optional(),
});

function lineWith(text: string, part: string | RegExp): number {
  const index = text
    .split('\n')
    .findIndex(line =>
      typeof part === 'string' ? line.includes(part) : part.test(line),
    );
  return index + 1 || 1;
}

/** What makes another module than the released SDK run under its name. */
export function redirections(
  tree: SourceTree,
  program: Program,
): readonly Finding[] {
  const found: Finding[] = [];
  for (const dependency of program.dependencies) {
    if (
      dependency.direct &&
      dependency.importName === SDK &&
      !FROM_RELEASE.test(dependency.wanted)
    ) {
      found.push({
        file: dependency.file,
        line: dependency.line,
        message: `${SDK} comes from ${dependency.wanted}, which is no release of it.`,
        subject: 'origin of the SDK',
      });
    }
  }
  for (const [file, content] of tree.files) {
    if (/(^|\/)(node_modules|dist)\//.test(file)) continue;
    const isCompiler = /(^|\/)[tj]sconfig[^/]*\.json$/.test(file);
    if (!isCompiler && !STARTERS.test(file)) continue;
    if (content.byteLength > 1_000_000) continue;
    const text = new TextDecoder().decode(content);
    if (isCompiler) found.push(...mappings(file, text));
    // How a developer starts things is no part of the service.
    else if (!file.endsWith('package.json')) {
      found.push(...loaders(file, text));
    }
    if (file.endsWith('package.json')) found.push(...overrides(file, text));
  }
  return found;
}

function mappings(file: string, text: string): Finding[] {
  const { config } = ts.parseConfigFileTextToJson(file, text);
  const parsed = configurationSchema.safeParse(config);
  return Object.keys(parsed.data?.compilerOptions?.paths ?? {})
    .filter(name => OWN_PACKAGES.test(name))
    .map(name => ({
      file,
      line: lineWith(text, `"${name}"`),
      message: `The path mapping of ${name} puts other modules in the place of the SDK and its packages.`,
      subject: `path ${name}`,
    }));
}

function loaders(file: string, text: string): Finding[] {
  // A workload's own programs may have options of these names; Node's stand behind `node` or in NODE_OPTIONS.
  const lines = text.split('\n');
  const index = lines.findIndex(
    line =>
      !/^\s*#/.test(line) &&
      /\bnode\b|NODE_OPTIONS/i.test(line) &&
      LOADERS.test(line),
  );
  const split = lines.findIndex(
    (line, at) =>
      LOADERS.test(line) &&
      /NODE_OPTIONS/.test(`${lines[at - 1] ?? ''}${lines[at - 2] ?? ''}`),
  );
  const at = index >= 0 ? index : split;
  return at < 0
    ? []
    : [
        {
          file,
          line: at + 1,
          message:
            'Node is started with a module that is loaded before the service and can replace any part of it.',
          subject: 'loader',
        },
      ];
}

function overrides(file: string, text: string): Finding[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const parsed = overridesSchema.safeParse(json);
  const names = [
    ...Object.keys(parsed.data?.overrides ?? {}),
    ...Object.keys(parsed.data?.resolutions ?? {}),
  ];
  return names
    .filter(name => OWN_PACKAGES.test(name))
    .map(name => ({
      file,
      line: lineWith(text, `"${name}"`),
      message: `${name} is overridden: the SDK would run with another package than it was released with.`,
      subject: `override ${name}`,
    }));
}
