import { isAllowed } from '../../facts/manifests/network/connection';
import { corporaFolder } from './corpora-folder';
import { compare, topologies, truthTable } from './network-corpus';

const folder = corporaFolder();

if (folder === undefined) {
  process.stderr.write(
    'The corpora are not there (AMEIDE_CORPORA): network policies of other test suites are not compared.\n',
  );
}

(folder === undefined ? describe.skip : describe)(
  'network policies of other test suites',
  () => {
    const cases = folder === undefined ? [] : truthTable(folder);
    for (const { id, what, network, connection, allowed } of cases) {
      it(`${id} ${what}`, () => {
        expect(isAllowed(network, connection)).toBe(allowed);
      });
    }

    const all = folder === undefined ? [] : topologies(folder);
    for (const topology of all) {
      it(`are evaluated as another analyser does: ${topology.name}`, () => {
        const { compared, differences } = compare(topology);
        expect(compared).toBeGreaterThan(0);
        expect(differences.slice(0, 20)).toEqual([]);
      }, 30_000);
    }
  },
);
