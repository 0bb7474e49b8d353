import { hostileProto } from './testing/hostile/arbitrary-proto';
import {
  expectRefusedOrKept,
  PATIENCE_MS,
} from './testing/hostile/expect-refused-or-kept';

describe('hostile .proto files', () => {
  it(
    'are refused by line, or keep the structure of every file',
    () =>
      expectRefusedOrKept({
        kind: '.proto files',
        part: 1,
        inputs: hostileProto,
        runs: 600,
      }),
    PATIENCE_MS,
  );
});
