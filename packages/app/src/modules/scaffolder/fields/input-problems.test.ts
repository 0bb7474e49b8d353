import { allProblems, problemsOf, validInput } from './input-problems';

const described = {
  service: 'orders',
  owner: 'group:default/commerce',
  system: 'commerce',
  description: 'Takes orders.',
  aggregates: [
    { name: 'Order', fields: [{ name: 'number', type: 'string' }] },
    {
      name: 'Line',
      fields: [{ name: 'order', type: 'reference', target: 'Ordr' }],
    },
  ],
};

describe('problemsOf', () => {
  it('finds a problem by its path, under its own property only', () => {
    const [problem, ...others] = problemsOf('aggregates', described);
    expect(problem?.path).toBe('aggregates[1].fields[0].target');
    expect(problem?.message).toContain('Ordr');
    expect(others).toEqual([]);
    expect(problemsOf('service', described)).toEqual([]);
  });

  it('reports what is missing', () => {
    const { owner, ...rest } = described;
    expect(owner).toBeDefined();
    expect(problemsOf('owner', rest)).toHaveLength(1);
    expect(problemsOf('owner', { ...rest, owner: undefined })).toHaveLength(1);
  });
});

describe('validInput', () => {
  it('is the description with its defaults, or none', () => {
    expect(validInput(described)).toBeUndefined();
    expect(allProblems(described)).toHaveLength(1);
    const [order] = described.aggregates;
    const input = validInput({ ...described, aggregates: [order!] });
    expect(input?.databasePlans).toEqual(['shared']);
  });
});
