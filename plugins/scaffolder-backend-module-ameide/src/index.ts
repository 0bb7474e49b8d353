/**
 * Scaffolder actions that generate controllers and publish them to local
 * repositories.
 *
 * @packageDocumentation
 */
export { scaffolderModuleAmeide as default } from './module';
