import { posix } from 'node:path';
import type { SourceTree } from '../../source/source-tree';
import { available, type Fact } from '../fact';
import { readCompilerSettings } from './read-compiler-settings';
import { readDockerfile } from './read-dockerfile';
import { readLockfile, readNpmSettings, readPackage } from './read-packages';
import { readAction, readWorkflow } from './read-workflow';
import type {
  CompilerSettings,
  Dockerfile,
  Lockfile,
  NpmSettings,
  OwnerRule,
  PackageManifest,
  Supply,
  SupplyProblem,
  Workflow,
} from './supply';

/** Longest file of these kinds that is read; no person writes a longer one. */
const LONGEST = 300_000;
const LONGEST_LOCKFILE = 30_000_000;

/** Where GitHub looks for owners, in its order. */
const CODEOWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

function readOwners(text: string): OwnerRule[] {
  return text.split('\n').flatMap((raw, index) => {
    const [pattern, ...owners] = raw
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    return pattern ? [{ pattern, owners, line: index + 1 }] : [];
  });
}

const IS_DOCKERFILE =
  /^(?:Dockerfile|Containerfile)(?:\.[\w-]{1,50})?$|\.(?:Dockerfile|Containerfile)$/i;
const IS_COMPILER_SETTINGS = /^tsconfig(?:\.[\w.-]{1,50})?\.json$/;
const IS_WORKFLOW = /^\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/;
const IS_ACTION = /(?:^|\/)action\.ya?ml$/;

/** Reads what a tree is built from. A file that cannot be understood is a problem, which a control reports. */
export function gatherSupply(tree: SourceTree): Fact<Supply> {
  const packages: PackageManifest[] = [];
  const lockfiles: Lockfile[] = [];
  const otherLockfiles: string[] = [];
  const npmSettings: NpmSettings[] = [];
  const dockerfiles: Dockerfile[] = [];
  const workflows: Workflow[] = [];
  const compilerSettings: CompilerSettings[] = [];
  const problems: SupplyProblem[] = [];
  const owners = CODEOWNERS.find(file => tree.files.has(file));
  const textOf = (content: Uint8Array) => Buffer.from(content).toString('utf8');

  for (const [file, content] of tree.files) {
    const base = posix.basename(file);
    const isLockfile =
      base === 'package-lock.json' || base === 'npm-shrinkwrap.json';
    const read = readerOf(file, base);
    if (read === undefined) continue;
    try {
      if (content.length > (isLockfile ? LONGEST_LOCKFILE : LONGEST)) {
        throw new Error(`has ${content.length} bytes`);
      }
      read(textOf(content));
    } catch (error) {
      problems.push({
        file,
        message: `${file} cannot be understood: ${
          error instanceof Error ? error.message.split('\n')[0] : error
        }.`,
      });
    }
  }

  function readerOf(
    file: string,
    base: string,
  ): ((text: string) => void) | undefined {
    // What lies installed is judged by the lockfile.
    if (/(?:^|\/)node_modules\//.test(file)) return undefined;
    switch (base) {
      case 'package.json':
        return text => packages.push(readPackage(file, text));
      case 'package-lock.json':
      case 'npm-shrinkwrap.json':
        return text => lockfiles.push(readLockfile(file, text));
      case 'yarn.lock':
      case 'pnpm-lock.yaml':
      case 'bun.lock':
        return () => otherLockfiles.push(file);
      case '.npmrc':
        return text => npmSettings.push(readNpmSettings(file, text));
      default:
        if (IS_COMPILER_SETTINGS.test(base)) {
          return text =>
            compilerSettings.push(readCompilerSettings(file, text));
        }
        if (IS_DOCKERFILE.test(base)) {
          return text => dockerfiles.push(readDockerfile(file, text));
        }
        if (IS_WORKFLOW.test(file)) {
          return text => workflows.push(readWorkflow(file, text));
        }
        return IS_ACTION.test(file)
          ? text => workflows.push(readAction(file, text))
          : undefined;
    }
  }

  return available({
    packages,
    lockfiles,
    otherLockfiles,
    npmSettings,
    dockerfiles,
    workflows,
    compilerSettings,
    ...(owners === undefined
      ? {}
      : {
          codeowners: {
            file: owners,
            rules: readOwners(
              textOf(tree.files.get(owners) ?? new Uint8Array()),
            ),
          },
        }),
    problems,
  });
}
