import { posix } from 'node:path';
import ts from 'typescript';
import { defineControl, type Finding } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { nodesOf } from '../../facts/program/walk';
import type { CompilerSettings } from '../../facts/supply/supply';

/** What `strict` stands for, as far as it finds mistakes. */
const STRICT = new Set([
  'strict',
  'noImplicitAny',
  'noImplicitThis',
  'strictNullChecks',
  'strictFunctionTypes',
  'strictBindCallApply',
  'strictPropertyInitialization',
  'useUnknownInCatchVariables',
]);
/** A comment that the compiler obeys. */
const SILENCE = /^\/[/*]\s*@(ts-nocheck|ts-ignore)\b/;
/** Longest chain of settings that extend each other. */
const DEEPEST = 10;

/** Whether settings switch `strict` on, by themselves or by what they extend in the tree. */
function isStrict(
  settings: CompilerSettings,
  byFile: ReadonlyMap<string, CompilerSettings>,
  depth = 0,
): boolean {
  const own = settings.switches.filter(({ name }) => name === 'strict').at(-1);
  if (own !== undefined) return own.isOn;
  const parent = settings.extended.at(-1);
  if (parent === undefined || depth > DEEPEST) return false;
  // What a package says is not in the tree; it is on in the known ones.
  if (!/^\.{0,2}\//.test(parent)) return true;
  const place = posix.join(posix.dirname(settings.file), parent);
  const known =
    byFile.get(place) ??
    byFile.get(`${place}.json`) ??
    byFile.get(`${place}/tsconfig.json`);
  return known !== undefined && isStrict(known, byFile, depth + 1);
}

function* switchedOff(all: readonly CompilerSettings[]): Generator<Finding> {
  const byFile = new Map(all.map(one => [one.file, one]));
  for (const settings of all) {
    for (const { name, isOn, line } of settings.switches) {
      if (!isOn && STRICT.has(name)) {
        yield {
          file: settings.file,
          line,
          message: `${settings.file} switches ${name} off.`,
          subject: name,
        };
      }
    }
    const isMain = posix.basename(settings.file) === 'tsconfig.json';
    const isSaid = settings.switches.some(({ name }) => name === 'strict');
    if (isMain && !isSaid && !isStrict(settings, byFile)) {
      yield {
        file: settings.file,
        message: `${settings.file} does not switch strict on.`,
        subject: 'no strict',
      };
    }
  }
}

/** Comments that take code out of the compiler's checks. */
function silenced(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    const text = source.getFullText();
    const report = (node: ts.Node, what: string) =>
      found.push({
        node,
        about: what,
        message: `@${what} keeps the compiler from checking what follows.`,
      });
    const visited = new Set<number>();
    for (const node of nodesOf(source)) {
      // Several nodes begin where one comment stands.
      if (visited.has(node.pos)) continue;
      visited.add(node.pos);
      for (const { pos } of ts.getLeadingCommentRanges(text, node.pos) ?? []) {
        const what = SILENCE.exec(text.slice(pos, pos + 200))?.[1];
        if (what !== undefined) report(node, what);
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'SUP-31',
  title: 'Nothing takes the checks of the compiler off',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§2.3', '§2.6'], standards: ['OWASP CICD-SEC-1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The handle of one tenant, statements that are made by sql alone, and messages that were validated are types: without the strict checks any value passes for one.',
  remediation:
    'Leave strict on, and mend what the compiler finds; where it is wrong, @ts-expect-error with the reason ends by itself.',
  needs: ['supply', 'program'],
  evaluate: ({ supply, program }) => {
    const code = program.files.some(
      ({ role, source }) => role === 'runtime' && !source.isDeclarationFile,
    );
    if (supply.compilerSettings.length === 0 && !code) {
      return { notApplicable: 'There is no TypeScript.' };
    }
    return [
      ...switchedOff(supply.compilerSettings),
      ...codeFindings(program, silenced(program)),
    ];
  },
});
