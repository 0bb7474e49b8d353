import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gatherFacts } from './facts/gather-facts';
function read(dir: string) {
  const files = new Map<string, Uint8Array>();
  const visit = (d: string) => {
    for (const e of readdirSync(d).sort()) {
      const p = path.join(d, e);
      if (e === 'node_modules') continue;
      if (statSync(p).isDirectory()) visit(p);
      else files.set(path.relative(dir, p), readFileSync(p));
    }
  };
  visit(dir);
  return { files, irregular: new Map<string, string>() };
}
it('x', async () => {
  const tree = read('/tmp/every-type');
  for (let i = 0; i < 4; i++) {
    const t = performance.now();
    const facts = await gatherFacts(tree, new Set(['program'] as const));
    const u = performance.now();
    const c = await gatherFacts(tree, new Set(['contracts'] as const));
    console.log(
      i,
      'program',
      u - t,
      'contracts',
      performance.now() - u,
      facts.program?.state,
      c.contracts?.state,
      (c.contracts as any)?.reason,
    );
    if (i === 3 && facts.program?.state === 'available') {
      const p = facts.program.value;
      for (const f of p.files) {
        const d = f.modules
          .filter(m => m.package !== undefined || m.specifier === undefined)
          .map(
            m =>
              `${m.specifier}${m.typeOnly ? '(t)' : ''}:${m.names.map(
                n => n.name,
              )}`,
          );
        const g = f.globals.map(
          g =>
            [g.name, ...g.members].join('.') +
            (g.form === 'call'
              ? '()'
              : g.form === 'new'
              ? 'new' + g.argumentCount
              : ''),
        );
        console.log(
          f.path,
          f.role,
          d.join(' | '),
          ' G: ',
          [...new Set(g)].join(' '),
        );
      }
    }
    if (i === 3 && c.contracts?.state === 'available') {
      const v = c.contracts.value;
      console.log(
        JSON.stringify(v.methods.slice(0, 2), null, 1),
        JSON.stringify(
          v.messages
            .get('ameide.type_samples.v1.CreateSampleRequest')
            ?.fields.slice(0, 8),
        ),
      );
    }
  }
});
