import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

/** Where the SDK looks API keys up. */
const API_KEYS = 'app.api_key';

export default defineControl({
  id: 'DBR-17',
  title: 'Nobody but the owner makes or changes API keys',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§4.1', '§6'],
    standards: ['OWASP ASVS 5.0 V13.2.2', 'OWASP API Security 2023 API2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever may write the table of keys makes one with any role and no end: a hole in one handler becomes a login.',
  remediation:
    'Grant the runtime role SELECT on app.api_key and nothing else; issue and revoke keys as the owner.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations }) =>
      relations
        .filter(({ label }) => label === API_KEYS)
        .flatMap(keys =>
          [keys, ...keys.columns]
            .flatMap(({ grants }) => grants)
            .filter(
              ({ grantee, privilege }) =>
                grantee !== database.model.owner && privilege !== 'SELECT',
            )
            .map(({ grantee, privilege, at }) =>
              foundAt(
                at ?? keys.at,
                `${keys.label} ${grantee} ${privilege}`,
                `${grantee} may ${privilege} on ${keys.label}.`,
              ),
            ),
        ),
    ),
});
