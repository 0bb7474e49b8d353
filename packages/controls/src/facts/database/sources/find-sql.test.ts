import { findSql } from './find-sql';

function found(
  files: Readonly<Record<string, string | Uint8Array>>,
  declared?: { roles: string; migrations: string },
) {
  const sources = findSql(
    {
      files: new Map(
        Object.entries(files).map(([path, content]) => [
          path,
          typeof content === 'string'
            ? new TextEncoder().encode(content)
            : content,
        ]),
      ),
      irregular: new Map(),
    },
    declared === undefined
      ? undefined
      : { ...declared, plans: ['shared'], owner: 'o', runtimeRole: 'r' },
  );
  const paths = (list: readonly { path: string }[]) =>
    list.map(({ path }) => path);
  return {
    roles: paths(sources.roles),
    migrations: paths(sources.migrations),
    others: paths(sources.others),
    unreadable: sources.unreadable,
  };
}

describe('findSql', () => {
  it('orders migrations by their numbers, and takes none that goes backwards', () => {
    expect(
      found(
        {
          'db/migrations/10.do.c.sql': '',
          'db/migrations/2.do.b.sql': '',
          'db/migrations/2.undo.b.sql': '',
          'db/migrations/V1__a.sql': '',
          'db/migrations/R__views.sql': '',
          'db/migrations/later/11.do.d.sql': '',
          'db/roles.sql': '',
        },
        { roles: 'db/roles.sql', migrations: 'db/migrations' },
      ),
    ).toEqual({
      roles: ['db/roles.sql'],
      migrations: [
        'db/migrations/V1__a.sql',
        'db/migrations/2.do.b.sql',
        'db/migrations/10.do.c.sql',
        'db/migrations/R__views.sql',
      ],
      others: ['db/migrations/2.undo.b.sql', 'db/migrations/later/11.do.d.sql'],
      unreadable: [],
    });
  });

  it('finds roles and migrations that nothing describes', () => {
    expect(
      found({
        'sql/0001_init.up.sql': '',
        'sql/0001_init.down.sql': '',
        'sql/setup-roles.SQL': '',
        'queries/report.pgsql': '',
        'node_modules/x/1.sql': '',
      }),
    ).toEqual({
      roles: ['sql/setup-roles.SQL'],
      migrations: ['sql/0001_init.up.sql'],
      others: ['sql/0001_init.down.sql', 'queries/report.pgsql'],
      unreadable: [],
    });
  });

  it('names what is no text', () => {
    expect(
      found({ 'a.sql': Uint8Array.of(0xff, 0xfe), 'b.sql': 'SELECT 1;\0' })
        .unreadable,
    ).toEqual(['a.sql', 'b.sql']);
  });
});
