import type { TopLevelSpec } from 'vega-lite';

/** Colours that can be told apart on white and by people who do not see all of them. */
export const PALETTE = {
  bare: '#9aa5b1',
  secured: '#1f6f8b',
  goal: '#c0392b',
} as const;

/**
 * Draws a Vega-Lite picture as SVG on a white ground, without a browser.
 *
 * @throws Error when the picture is not valid Vega-Lite.
 */
export async function plot(spec: TopLevelSpec): Promise<string> {
  // Loaded here: vega awaits at its top level, and so cannot be required.
  const [{ parse, View }, { compile }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
  ]);
  const compiled = compile({
    background: 'white',
    padding: 12,
    ...spec,
    config: {
      font: 'sans-serif',
      axis: {
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: 'normal',
        labelLimit: 300,
      },
      title: { fontSize: 14, anchor: 'start', subtitleFontSize: 12 },
      legend: { labelFontSize: 12, titleFontSize: 12, labelLimit: 300 },
      view: { stroke: null },
      ...spec.config,
    },
  });
  const view = new View(parse(compiled.spec), { renderer: 'none' });
  return `${await view.toSVG()}\n`;
}
