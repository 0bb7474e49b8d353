/**
 * Scaffolder actions that generate controllers and publish them to local
 * repositories.
 *
 * @packageDocumentation
 */
export { createGenerateControllerAction } from './actions/generate-controller';
export { scaffolderModuleAmeide as default } from './module';
