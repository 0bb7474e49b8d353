// Draws a measured load as one picture.
import * as vega from 'vega';
import { compile } from 'vega-lite';

/**
 * @param runs - as `runAtOnce` gives them.
 * @param memory - as `watchMemory` gives it.
 * @returns SVG: above, when each run waited and worked; below, the memory of the
 *   backend at the same times.
 */
export async function drawLoad({ title, runs, memory }) {
  const phases = runs.flatMap(({ name, asked, began, ended }) => [
    { run: name, phase: 'waits', from: asked / 1000, to: began / 1000 },
    { run: name, phase: 'works', from: began / 1000, to: ended / 1000 },
  ]);
  const time = { type: 'quantitative', title: 'seconds' };
  const end = Math.max(...memory.map(({ ms }) => ms)) / 1000;
  const scale = { domain: [0, end], nice: false };
  const { spec } = compile({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title,
    background: 'white',
    vconcat: [
      {
        width: 640,
        height: { step: 14 },
        data: { values: phases },
        mark: { type: 'bar', height: 9 },
        encoding: {
          y: {
            field: 'run',
            type: 'nominal',
            sort: runs.map(({ name }) => name),
            title: null,
          },
          x: { ...time, field: 'from', scale, title: null },
          x2: { field: 'to' },
          color: {
            field: 'phase',
            type: 'nominal',
            scale: {
              domain: ['waits', 'works'],
              range: ['#c9ced6', '#1f5493'],
            },
            title: null,
          },
        },
      },
      {
        width: 640,
        height: 140,
        data: {
          values: memory.map(({ ms, mib }) => ({ s: ms / 1000, mib })),
        },
        mark: { type: 'line', color: '#1f5493' },
        encoding: {
          x: { ...time, field: 's', scale },
          y: {
            field: 'mib',
            type: 'quantitative',
            title: 'backend, MiB resident',
          },
        },
      },
    ],
  });
  return new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
}
