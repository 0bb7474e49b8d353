import type { SourceTree } from '../source/source-tree';
import { broken, type Fact } from './fact';
import type { FactName, Facts, FactValues } from './facts';
import { gatherMetadata } from './metadata/gather-metadata';
import { gatherRealms } from './realms/gather-realms';
import { gatherSecrets } from './secrets/gather-secrets';
import { gatherSupply } from './supply/gather-supply';

/** Other facts that a gatherer may build on. */
type Gathered = Partial<Facts>;

/** One gatherer for each fact, in the order in which they may build on each other. */
const gatherers: {
  readonly [N in FactName]: (
    tree: SourceTree,
    gathered: Gathered,
  ) => Promise<Fact<FactValues[N]>> | Fact<FactValues[N]>;
} = {
  metadata: gatherMetadata,
  realms: gatherRealms,
  secrets: gatherSecrets,
  supply: gatherSupply,
};

/**
 * Finds out what the named facts are for a tree; one that throws is broken, with
 * its message. Metadata are always gathered, because they say which kind of
 * service it is.
 */
export async function gatherFacts(
  tree: SourceTree,
  needed: ReadonlySet<FactName>,
): Promise<Partial<Facts>> {
  const facts: { -readonly [N in FactName]?: Fact<unknown> } = {};
  for (const name of Object.keys(gatherers) as FactName[]) {
    if (name !== 'metadata' && !needed.has(name)) continue;
    try {
      facts[name] = await gatherers[name](tree, facts as Gathered);
    } catch (error) {
      facts[name] = broken(error instanceof Error ? error.message : `${error}`);
    }
  }
  return facts as Partial<Facts>;
}
