import { SourceLocationProcessor } from './source-location-processor';

const annotation = 'backstage.io/source-location';
const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders', annotations: { other: 'kept' } },
};
const local = {
  type: 'url',
  target: 'https://git.ameide.local/orders/blob/main/catalog-info.yaml',
};

describe('SourceLocationProcessor', () => {
  const processor = new SourceLocationProcessor();

  it('names the repository of a local entity', async () => {
    const processed = await processor.preProcessEntity(entity, local);
    expect(processed.metadata.annotations).toEqual({
      other: 'kept',
      [annotation]: 'url:https://git.ameide.local/orders/tree/main/',
    });
  });

  it('keeps what the entity says itself', async () => {
    const annotations = { [annotation]: 'url:https://example.com/orders/' };
    const own = { ...entity, metadata: { ...entity.metadata, annotations } };
    expect(await processor.preProcessEntity(own, local)).toBe(own);
  });

  it.each([
    { type: 'url', target: 'https://example.com/orders/catalog-info.yaml' },
    { type: 'file', target: '/orders/catalog-info.yaml' },
    { type: 'url', target: 'not an address' },
  ])('leaves entities from %j alone', async location => {
    expect(await processor.preProcessEntity(entity, location)).toBe(entity);
  });
});
