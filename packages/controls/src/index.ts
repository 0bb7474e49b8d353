export * from './catalogue';
export type {
  Control,
  ControlMetadata,
  ControlSource,
  Evaluation,
  Finding,
} from './control/control';
export { defineControl } from './control/control';
export { controls } from './controls';
export { gatherFacts } from './facts/gather-facts';
export { evaluateControl } from './evaluation/evaluate-control';
export type { ControlResult, FingerprintedFinding } from './evaluation/result';
export * from './source';
