/**
 * For the tests of a service: plays a workflow in memory, and replays histories, of
 * plays and of engines alike, against the code of today.
 */
export {
  type Play,
  type PlayOptions,
  playWorkflow,
  type ScriptedDecision,
  type ScriptedSignal,
} from '../play/play-workflow.js';
export { ScriptError } from '../play/player.js';
export {
  replay,
  type ReplayOptions,
  type ReplayReport,
} from '../replay/replay.js';
export {
  historySchema,
  recordHistory,
  type RecordedOperation,
  type RecordingDriver,
  type WorkflowHistory,
} from '../replay/history.js';
