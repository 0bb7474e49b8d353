import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'DBR-15',
  title: 'Sequences can be neither read nor set',
  layer: 'platform',
  severity: 'low',
  source: { sections: ['§4.1'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A sequence is shared by all tenants: its value tells how many rows the others have, and who sets it makes their inserts fail.',
  remediation:
    'Use random ids, or GENERATED … AS IDENTITY, which needs no right on the sequence; grant USAGE at most.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations }) =>
      relations
        .filter(({ kind }) => kind === 'sequence')
        .flatMap(sequence =>
          sequence.grants
            .filter(
              ({ grantee, privilege }) =>
                grantee !== database.model.owner && privilege !== 'USAGE',
            )
            .map(({ grantee, privilege, at }) =>
              foundAt(
                at ?? sequence.at,
                `${sequence.label} ${grantee} ${privilege}`,
                `${grantee} may ${privilege} on the sequence ${sequence.label}.`,
              ),
            ),
        ),
    ),
});
