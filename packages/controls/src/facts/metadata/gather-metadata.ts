import { KINDS, type Kind } from '../../catalogue/vocabulary';
import type { SourceTree } from '../../source/source-tree';
import { available, type Fact } from '../fact';
import { claimsOf } from './claims';
import { EXEMPTIONS_FILE, exemptionsSchema } from './exemptions';
import type { Claim, Metadata, MetadataProblem } from './metadata';
import { readChecked } from './read-checked';
import { SCAFFOLD_FILE, scaffoldRecordSchema } from './scaffold-record';
import { serviceDescriptionSchema } from './service-description';

export const DESCRIPTION_FILE = 'ameide.service.yaml';

/** Reads what a tree says about itself; a file that is not valid is a problem, and else as if it were not there. */
export function gatherMetadata(tree: SourceTree): Fact<Metadata> {
  const problems: MetadataProblem[] = [];
  const read = <T>(
    file: string,
    schema: Parameters<typeof readChecked<T>>[2],
  ) => {
    const content = tree.files.get(file);
    if (content === undefined) return undefined;
    const checked = readChecked(file, content, schema);
    if ('value' in checked) return checked;
    problems.push(...checked.problems);
    return undefined;
  };
  const described = read(DESCRIPTION_FILE, serviceDescriptionSchema);
  const recorded = read(SCAFFOLD_FILE, scaffoldRecordSchema);
  const requested = read(EXEMPTIONS_FILE, exemptionsSchema);

  const description = described?.value;
  const scaffold = recorded?.value;
  const claim = (
    value: string | undefined,
    file: string,
    line: number | undefined,
  ): Claim[] =>
    value === undefined
      ? []
      : [{ value, file, ...(line === undefined ? {} : { line }) }];
  const claims = claimsOf(tree);
  const kindClaims = [
    ...claim(description?.kind, DESCRIPTION_FILE, described?.lines.get('kind')),
    ...claim(
      scaffold?.template.name.replace(/-controller$/, ''),
      SCAFFOLD_FILE,
      recorded?.lines.get('template.name'),
    ),
    ...claims.kinds,
  ];
  const nameClaims = [
    ...claim(description?.name, DESCRIPTION_FILE, described?.lines.get('name')),
    ...claim(
      scaffold?.answers?.service,
      SCAFFOLD_FILE,
      recorded?.lines.get('answers.service'),
    ),
    ...claims.names,
  ];
  return available({
    ...(description === undefined ? {} : { description }),
    ...(scaffold === undefined ? {} : { scaffold }),
    descriptionLines: described?.lines ?? new Map(),
    kinds: kindsOf(description === undefined, kindClaims),
    kindClaims,
    nameClaims,
    promised: scaffold?.controls ?? [],
    exemptions: requested?.value.exemptions ?? [],
    problems,
  });
}

function kindsOf(
  undescribed: boolean,
  claims: readonly Claim[],
): readonly Kind[] {
  if (undescribed) return KINDS;
  return KINDS.filter(kind => claims.some(({ value }) => value === kind));
}
