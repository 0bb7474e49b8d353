import type { CodeFile, Program } from './program';
import { referencesOf } from './references';

const known = new WeakMap<Program, readonly CodeFile[]>();

/**
 * The files that carry out calls: those that declare what is served, and all
 * that they reach. What only starts a process is none of them.
 */
export function servedFiles(program: Program): readonly CodeFile[] {
  let files = known.get(program);
  if (files === undefined) {
    files = findServed(program);
    known.set(program, files);
  }
  return files;
}

function findServed(program: Program): readonly CodeFile[] {
  const byPath = new Map(program.files.map(file => [file.path, file]));
  const served = new Set<CodeFile>();
  const open = program.files.filter(
    file =>
      file.role === 'runtime' &&
      referencesOf(program, file, ['defineService', 'subscription']).length > 0,
  );
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (served.has(file)) continue;
    served.add(file);
    for (const use of file.modules) {
      const next = use.file === undefined ? undefined : byPath.get(use.file);
      if (next !== undefined && !use.typeOnly) open.push(next);
    }
  }
  return program.files.filter(file => served.has(file));
}
