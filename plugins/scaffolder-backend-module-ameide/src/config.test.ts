import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { readAmeideConfig } from './config';

const valid = {
  repositories: { directory: 'repositories' },
  releases: { directory: '/var/releases' },
};

describe('readAmeideConfig', () => {
  it('gives absolute folders', () => {
    expect(readAmeideConfig(new ConfigReader({ ameide: valid }))).toEqual({
      repositoriesDirectory: path.resolve('repositories'),
      releasesDirectory: '/var/releases',
      controlPackages: [],
    });
  });

  it('finds packages of controls, and says which it does not find', () => {
    const packages = (...names: string[]) =>
      readAmeideConfig(
        new ConfigReader({
          ameide: { ...valid, controls: { packages: names } },
        }),
      ).controlPackages;
    expect(packages('yaml')).toEqual([require.resolve('yaml')]);
    expect(() => packages('acme-controls')).toThrow(
      'ameide.controls.packages: the package acme-controls cannot be found',
    );
  });

  it.each([
    [{ ...valid, colour: 'red' }, 'colour'],
    [{ ...valid, releases: { directory: 'a', cache: 1 } }, 'cache'],
    [{ releases: valid.releases }, '- ameide.repositories: '],
    [
      { ...valid, releases: { directory: '' } },
      '- ameide.releases.directory: ',
    ],
  ])('refuses %j and names the key', (ameide, key) => {
    expect(() => readAmeideConfig(new ConfigReader({ ameide }))).toThrow(key);
  });
});
