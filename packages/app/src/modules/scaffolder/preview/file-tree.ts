/** A folder or a file of a service that is to be. */
export interface FileNode {
  readonly name: string;
  /** Within the service. */
  readonly path: string;
  /** None for a file. */
  readonly children?: readonly FileNode[];
  /** Files below, or 1. */
  readonly files: number;
}

/** Paths as a tree: folders first, then by name. */
export function fileTree(paths: readonly string[]): readonly FileNode[] {
  return level(
    paths.map(path => ({ path, segments: path.split('/') })),
    '',
  );
}

function level(
  files: readonly {
    readonly path: string;
    readonly segments: readonly string[];
  }[],
  parent: string,
): readonly FileNode[] {
  const groups = new Map<string, typeof files>();
  for (const file of files) {
    const [name = ''] = file.segments;
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return [...groups]
    .map(([name, members]): FileNode => {
      const path = `${parent}${name}`;
      if (members.every(({ segments }) => segments.length === 1)) {
        return { name, path, files: 1 };
      }
      const below = members.map(member => ({
        ...member,
        segments: member.segments.slice(1),
      }));
      return {
        name,
        path,
        children: level(below, `${path}/`),
        files: members.length,
      };
    })
    .sort(
      (first, second) =>
        Number(Boolean(second.children)) - Number(Boolean(first.children)) ||
        first.name.localeCompare(second.name, 'en'),
    );
}
