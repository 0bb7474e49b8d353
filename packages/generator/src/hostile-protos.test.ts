import { hostileProto } from './testing/hostile/arbitrary-proto';
import { testHostileInputs } from './testing/hostile/test-hostile-inputs';

testHostileInputs({
  kind: '.proto files',
  part: 1,
  inputs: hostileProto,
  runs: 600,
});
