/** Who owns what a control asks for (§2.5), from the cluster to the browser. */
export const LAYERS = [
  'infra',
  'platform',
  'domain',
  'agent',
  'experience',
] as const;
export type Layer = (typeof LAYERS)[number];

/** Worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a source tree can be. A tree that does not say is held to all of them. */
export const KINDS = ['domain', 'process', 'agent'] as const;
export type Kind = (typeof KINDS)[number];

/**
 * What came out of one control on one tree. Only `pass` says that it holds;
 * the last three come with a reason.
 */
export const OUTCOMES = [
  'pass',
  'fail',
  'not-applicable',
  'not-evaluated',
  'error',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What stands beside an outcome. The outcome stays visible under each. */
export const MARKS = [
  'waived',
  'stale',
  'drifted',
  'exemption-requested',
] as const;
export type Mark = (typeof MARKS)[number];

/** The families of controls; an id is `<family>-<two digits>`. */
export const FAMILIES = {
  TEN: 'tenancy',
  DBR: 'database roles',
  API: 'contract and service chain',
  EVT: 'events',
  IDP: 'identity provider',
  DET: 'determinism',
  SEC: 'secrets',
  NET: 'network',
  POD: 'workload',
  OBS: 'observability',
  AGT: 'agents',
  SUP: 'supply chain',
  ART: 'artifacts',
  ISO: 'isolation',
  SVC: 'description of the service',
} as const;
export type Family = keyof typeof FAMILIES;
