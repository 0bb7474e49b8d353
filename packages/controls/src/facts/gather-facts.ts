import type { SourceTree } from '../source/source-tree';
import { gatherContracts } from './contracts/gather-contracts';
import { gatherDatabase } from './database/gather-database';
import { broken, type Fact } from './fact';
import type { FactName, Facts, FactValues } from './facts';
import { gatherManifests } from './manifests/gather-manifests';
import { gatherManifestSchemas } from './manifests/schema/gather-manifest-schemas';
import { gatherMetadata } from './metadata/gather-metadata';
import { gatherProgram } from './program/gather-program';
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
  contracts: gatherContracts,
  program: gatherProgram,
  manifests: gatherManifests,
  manifestSchemas: gatherManifestSchemas,
  // After the program: it has parsed most of the code.
  secrets: (tree, { program }) => gatherSecrets(tree, program),
  realms: gatherRealms,
  supply: gatherSupply,
  // What takes longest, and may never end, keeps no other waiting.
  database: (tree, { metadata }) => gatherDatabase(tree, metadata),
};

/**
 * The facts to gather for controls that need these, in order. Metadata are
 * always among them, because they say which kind of service it is.
 */
export function factsToGather(
  needed: ReadonlySet<FactName>,
): readonly FactName[] {
  return (Object.keys(gatherers) as FactName[]).filter(
    name => name === 'metadata' || needed.has(name),
  );
}

/** Finds out one fact; when that throws, the fact is broken, with the message. */
export async function gatherFact(
  name: FactName,
  tree: SourceTree,
  gathered: Gathered,
): Promise<Fact<FactValues[FactName]>> {
  try {
    return await gatherers[name](tree, gathered);
  } catch (error) {
    return broken(reasonOf(error, name));
  }
}

function reasonOf(error: unknown, name: FactName): string {
  // A parser goes one call deeper for each level of what it reads.
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return `Something that ${name} is read from is nested too deeply.`;
  }
  return error instanceof Error ? error.message : `${error}`;
}

/** Finds out what the named facts, and the metadata, are for a tree. */
export async function gatherFacts(
  tree: SourceTree,
  needed: ReadonlySet<FactName>,
): Promise<Partial<Facts>> {
  const facts: { -readonly [N in FactName]?: Fact<unknown> } = {};
  for (const name of factsToGather(needed)) {
    facts[name] = await gatherFact(name, tree, facts as Gathered);
  }
  return facts as Partial<Facts>;
}
