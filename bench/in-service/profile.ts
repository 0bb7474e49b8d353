/*
 * Loaded in front of a server: takes a CPU profile of it on demand.
 * Messages from the parent: `start`, and `stop`, which is answered by the profile.
 */
import { Session } from 'node:inspector/promises';

const INTERVAL_MICROSECONDS = 500;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', {
  interval: INTERVAL_MICROSECONDS,
});

process.on('message', message => {
  void answer(message);
});
// Listening alone must not keep a server alive whose parent is gone.
process.once('disconnect', () => process.exit(0));

async function answer(message: unknown): Promise<void> {
  if (message === 'start') {
    await session.post('Profiler.start');
    process.send?.('started');
  } else if (message === 'stop') {
    const { profile } = await session.post('Profiler.stop');
    process.send?.(profile);
  }
}
