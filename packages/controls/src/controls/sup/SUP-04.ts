import { defineControl } from '../../control/control';
import { argumentsOf, programOf } from '../../facts/supply/shell-commands';
import { allCommands } from './scripts';

/** What npm runs by itself when a package is installed. */
const INSTALL_SCRIPTS = new Set([
  'preinstall',
  'install',
  'postinstall',
  'prepare',
  'preprepare',
  'postprepare',
  'dependencies',
]);

export default defineControl({
  id: 'SUP-04',
  title: 'Nothing runs code of a package while it is installed',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1'], standards: ['OWASP CICD-SEC-3'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An install script of any dependency runs on every machine that builds, with whatever that machine may do, before anybody can look at it.',
  remediation:
    'Write ignore-scripts=true in the .npmrc beside each package.json, have no install script, and never override it on the command line.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.packages.length === 0) {
      return { notApplicable: 'There is no package.json.' };
    }
    const ofPackages = supply.packages.flatMap(
      ({ file, folder, scripts, dependencies }) => {
        const settings = supply.npmSettings
          .filter(one => one.folder === folder)
          .flatMap(one => one.settings)
          .filter(({ name }) => name === 'ignore-scripts');
        const last = settings[settings.length - 1];
        return [
          ...scripts
            .filter(({ name }) => INSTALL_SCRIPTS.has(name))
            .map(({ name, line }) => ({
              message: `The script ${name} runs whenever the package is installed.`,
              file,
              line,
              subject: `script ${name}`,
            })),
          ...(dependencies.length > 0 && last?.text !== 'true'
            ? [
                {
                  message: `Install scripts of dependencies are not switched off for ${file}.`,
                  file,
                  subject: 'ignore-scripts',
                },
              ]
            : []),
        ];
      },
    );
    const ofCommands = allCommands(supply).flatMap(command => {
      const words = argumentsOf(command);
      const undone = command.words.find(word =>
        /^(?:--(?:no-)?ignore-scripts(?:=false)?|--foreground-scripts|npm_config_ignore_scripts=(?:false|0|))$/i.test(
          word,
        ),
      );
      const isUndone =
        undone !== undefined &&
        !/^--ignore-scripts$/i.test(undone) &&
        ['npm', 'npx', 'yarn', 'pnpm'].includes(programOf(command));
      const rebuilds = programOf(command) === 'npm' && words[0] === 'rebuild';
      return isUndone || rebuilds
        ? [
            {
              message: `${command.words
                .slice(0, 4)
                .join(' ')} runs install scripts.`,
              file: command.file,
              line: command.placedLine,
              subject: `${command.script} ${command.words.join(' ')}`,
            },
          ]
        : [];
    });
    return [...ofPackages, ...ofCommands];
  },
});
