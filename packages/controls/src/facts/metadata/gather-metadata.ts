import { isMap, LineCounter, parseDocument } from 'yaml';
import { KINDS } from '../../catalogue/vocabulary';
import type { SourceTree } from '../../source/source-tree';
import { available, broken, type Fact } from '../fact';
import type { Metadata } from './metadata';
import { serviceDescriptionSchema } from './service-description';

export const DESCRIPTION_FILE = 'ameide.service.yaml';

export function gatherMetadata(tree: SourceTree): Fact<Metadata> {
  const content = tree.files.get(DESCRIPTION_FILE);
  if (content === undefined) return available({ kinds: KINDS });
  const lines = new LineCounter();
  const document = parseDocument(new TextDecoder().decode(content), {
    lineCounter: lines,
    uniqueKeys: true,
  });
  const [wrong] = document.errors;
  if (wrong !== undefined || !isMap(document.contents)) {
    return broken(
      `${DESCRIPTION_FILE}: ${wrong?.message ?? 'must be a mapping'}`,
    );
  }
  // No alias is needed here, and none is followed.
  const parsed = serviceDescriptionSchema.safeParse(
    document.toJS({ maxAliasCount: 0 }),
  );
  if (!parsed.success) {
    return broken(
      parsed.error.issues
        .map(
          issue =>
            `${DESCRIPTION_FILE}: ${issue.path.join('.')}: ${issue.message}`,
        )
        .join('; '),
    );
  }
  return available({ description: parsed.data, kinds: [parsed.data.kind] });
}
