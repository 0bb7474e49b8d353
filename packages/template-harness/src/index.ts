/**
 * Renders the cases of the templates and does with them what a stranger would.
 *
 * @packageDocumentation
 */
export { discoverCases, type TemplateCase } from './cases';
export {
  runCommand,
  strangersEnvironment,
  type CommandOptions,
  type CommandResult,
} from './command';
export { renderCase } from './render-case';
