import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { applyEdits, type Changes, type Mutant } from './mutant';

/**
 * Makes a sabotaged copy of a built service. Dependencies are hard links, so
 * that a copy costs little; an edited file is a new file, so that the original
 * stays whole. Compiled output is left behind and built anew.
 *
 * @throws Error when an edit does not apply: the mutant is out of date.
 */
export function plantMutant(
  service: string,
  copy: string,
  mutant: Mutant,
): void {
  const read = (file: string) => {
    const source = path.join(service, file);
    return existsSync(source) ? readFileSync(source, 'utf8') : undefined;
  };
  const given: Changes =
    mutant.given === undefined ? new Map() : applyEdits(mutant.given, read);
  const changes = new Map([
    ...given,
    ...applyEdits(mutant.edits, file =>
      given.has(file) ? given.get(file) ?? undefined : read(file),
    ),
  ]);
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const entry of readdirSync(service)) {
    if (entry === 'dist' || entry === 'tools') continue;
    if (entry === 'node_modules') {
      linkTree(path.join(service, entry), path.join(copy, entry));
    } else {
      cpSync(path.join(service, entry), path.join(copy, entry), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }
  for (const [file, text] of changes) {
    const target = path.join(copy, file);
    rmSync(target, { force: true });
    if (text === null) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink())
      cpSync(source, target, { verbatimSymlinks: true });
    else linkSync(source, target);
  }
}
