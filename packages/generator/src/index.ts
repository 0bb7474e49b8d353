/**
 * Turns a description of a controller into the files of a complete service, in
 * memory: no disk, no network, no clock.
 *
 * @packageDocumentation
 */
export {
  aggregateSchema,
  CLASSIFICATIONS,
  DATABASE_PLANS,
  domainInputSchema,
  FIELD_TYPES,
  fieldSchema,
  type AggregateInput,
  type Classification,
  type DatabasePlan,
  type DomainInput,
  type FieldInput,
  type FieldType,
} from './domain/input';
export type { ParseResult } from './domain/parse-domain-input';
export {
  buildDomainModel,
  type ReleaseInfo,
} from './domain/build-domain-model';
export type * from './domain/model';
export {
  isTemplateName,
  parseInput,
  TEMPLATES,
  type TemplateName,
} from './parse-input';
export { repeatable } from './domain/text';
export { formatProblems, InvalidInputError, type Problem } from './problem';
export { generate, type GenerateOptions } from './generate';
export type {
  ReleaseSdk,
  SkeletonFile,
  TemplateRelease,
} from './release/release';
export { treeDigest } from './tree/digests';
export type {
  GeneratedFile,
  GeneratedTree,
  ScaffoldRecord,
} from './tree/generated-tree';
