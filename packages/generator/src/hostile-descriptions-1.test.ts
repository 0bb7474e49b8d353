import { hostileDescription } from './testing/hostile/arbitrary-description';
import {
  expectRefusedOrKept,
  PATIENCE_MS,
} from './testing/hostile/expect-refused-or-kept';

describe('hostile descriptions, part 1', () => {
  it(
    'are refused by path, or keep the structure of every file',
    () =>
      expectRefusedOrKept({
        kind: 'descriptions',
        part: 1,
        inputs: hostileDescription,
        runs: 800,
      }),
    PATIENCE_MS,
  );
});
