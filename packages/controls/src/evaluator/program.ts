/** What the program that evaluates trees is bundled from; it runs in a process of its own. */
export { controls } from '../controls';
export { closeNetwork } from './close-network';
export { serve } from './serve';
