import * as l10n from '@vscode/l10n';
import type { YamlEntry, YamlNode } from '../text/yamlTree.ts';
import type { MatrixAxis, TestRows, TestVariable } from './chatTest.ts';
import { chooseName, isAddress, isConnectionName, notConnectionName } from './connectionName.ts';
import type { NodeReader } from './nodeReader.ts';
import { isBesideTest, isRowsFile } from './rowsFileName.ts';
import { variableName } from './template.ts';

/** The names and values of a map whose names are the file's own. */
export function readNamed(
  node: YamlNode | undefined,
  what: string,
  reader: NodeReader,
  example = '{ name: value }',
): readonly YamlEntry[] {
  if (node === undefined) return [];
  if (node.kind !== 'map') {
    reader.problem(
      node,
      l10n.t('{0} must be a list of keys and values.', what),
      l10n.t('Write it as {0}.', example),
    );
    return [];
  }
  const seen = new Set<string>();
  return node.entries.filter((entry) => {
    const { key } = entry;
    reader.warnOfComment(entry);
    if (!variableName.test(key.text)) {
      reader.problem(
        key,
        l10n.t('“{0}” cannot be the name of a variable.', key.text),
        l10n.t('Use letters, digits, - and _, and begin with a letter.'),
      );
      return false;
    }
    if (seen.has(key.text)) {
      reader.problem(key, l10n.t('The key “{0}” stands here twice.', key.text), l10n.t('Keep one of them.'));
      return false;
    }
    seen.add(key.text);
    reader.declared.add(key.text);
    return true;
  });
}

export function readVars(node: YamlNode | undefined, reader: NodeReader): readonly TestVariable[] {
  return readNamed(node, 'vars', reader).flatMap(({ key, value }) => {
    const template = reader.template(value, key.text);
    return template === undefined
      ? []
      : [{ name: key.text, value: template, start: key.start, end: key.end }];
  });
}

export function readMatrix(node: YamlNode | undefined, reader: NodeReader): readonly MatrixAxis[] {
  return readNamed(node, 'matrix', reader).flatMap(({ key, value }): readonly MatrixAxis[] => {
    if (value.kind !== 'list' || value.items.length === 0) {
      reader.problem(
        value.kind === 'nothing' ? key : value,
        l10n.t('“{0}” must be a list with at least one value.', key.text),
        l10n.t('Write it as {0}.', `${key.text}: [one, two]`),
      );
      return [];
    }
    const values = reader.texts(value, key.text);
    if (key.text === 'connection') {
      for (const text of values) {
        if (!isConnectionName(text.text)) reader.problem(text, notConnectionName(), chooseName());
      }
    }
    return [{ name: key.text, values: values.map(({ text }) => text), start: key.start, end: key.end }];
  });
}

export function readRows(node: YamlNode | undefined, reader: NodeReader): TestRows | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'text') {
    const range = { start: node.start, end: node.end };
    if (!isBesideTest(node.text)) {
      return reader.problem(
        node,
        l10n.t('Rows come from a file beside the test only.'),
        l10n.t('Write the name of a .csv or .json file in the folder of this test.'),
      );
    }
    if (isRowsFile(node.text)) return { kind: 'file', path: node.text, range };
    return reader.problem(
      node,
      l10n.t('Rows can be read from .csv and .json files.'),
      l10n.t('Write the name of a .csv or .json file in the folder of this test.'),
    );
  }
  if (node.kind !== 'list' || node.items.length === 0) {
    return reader.problem(
      node,
      l10n.t('rows must be a list of maps, or the name of a file.'),
      l10n.t('Write it as {0}.', 'rows: [{ city: London }, { city: Berlin }]'),
    );
  }
  const rows = node.items.map((item) => {
    const cells = readNamed(item, 'rows', reader).flatMap(({ key, value }) => {
      // An empty cell is an empty text.
      if (value.kind === 'nothing') return [[key.text, ''] as const];
      const text = reader.text(value, key.text);
      if (text === undefined) return [];
      if (isAddress(key.text, text.text)) reader.problem(text, notConnectionName(), chooseName());
      return [[key.text, text.text] as const];
    });
    return Object.fromEntries(cells);
  });
  return { kind: 'inline', rows, ranges: node.items.map(({ start, end }) => ({ start, end })) };
}
