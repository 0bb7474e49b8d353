import { hostileDescription } from './testing/hostile/arbitrary-description';
import { testHostileInputs } from './testing/hostile/test-hostile-inputs';

testHostileInputs({
  kind: 'descriptions',
  part: 2,
  inputs: hostileDescription,
  runs: 800,
});
