import type { CodeFinding } from './code-finding';
import { names, type PackageList } from './known-packages';
import type { CodeFile, Program } from './program';

/** Files of the service itself. */
export function runtimeFiles(program: Program): readonly CodeFile[] {
  return program.files.filter(({ role }) => role === 'runtime');
}

/**
 * Every use that the service makes of one of these packages, whichever way it is
 * loaded. Types alone are no use.
 *
 * @param harmless names of a package that may be taken.
 */
export function packageUses(
  program: Program,
  list: PackageList,
  message: (what: string) => string,
  harmless: Readonly<Record<string, readonly string[]>> = {},
): readonly CodeFinding[] {
  const found: CodeFinding[] = [];
  for (const { modules } of runtimeFiles(program)) {
    for (const use of modules) {
      if (use.typeOnly || use.package === undefined) continue;
      if (!names(list, use.package)) continue;
      const allowed = harmless[use.package] ?? [];
      const taken = use.names.filter(({ name }) => !allowed.includes(name));
      if (taken.length === 0 && allowed.length > 0) continue;
      const [first] = taken;
      const what = [
        ...new Set(taken.map(({ name }) => name).filter(name => name !== '*')),
      ].join(', ');
      found.push({
        node: use.form === 'load' ? use.node : first?.at ?? use.node,
        about: use.package,
        message: message(
          what === '' ? use.package : `${use.package} (${what})`,
        ),
      });
    }
  }
  return found;
}
