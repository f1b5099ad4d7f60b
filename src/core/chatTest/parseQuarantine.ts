import * as l10n from '@vscode/l10n';
import type { YamlNode } from '../text/yamlTree.ts';
import type { Quarantine } from './chatTest.ts';
import type { NodeReader } from './nodeReader.ts';
import { quarantineKeys } from './testKeys.ts';

export function readQuarantine(
  node: YamlNode | undefined,
  reader: NodeReader,
  today: string,
): Quarantine | undefined {
  const entries = node && reader.map(node, quarantineKeys(), 'quarantine');
  if (node === undefined || entries === undefined) return undefined;
  const text = (key: string) => {
    const entry = entries.get(key);
    return entry && reader.text(entry.value, key);
  };
  const until = text('until');
  if (!entries.has('until')) {
    return reader.problem(
      node,
      l10n.t('A quarantine needs its last day.'),
      l10n.t('Add {0}.', 'until: 2027-01-31'),
    );
  }
  if (until === undefined) return undefined;
  if (!isDate(until.text)) {
    return reader.problem(
      until,
      l10n.t('“{0}” is not a date.', until.text),
      l10n.t('Write it as {0}.', '2027-01-31'),
    );
  }
  if (until.text < today) {
    return reader.problem(
      until,
      l10n.t('The quarantine ended on {0}.', until.text),
      l10n.t('Mend the test, or set a later day.'),
    );
  }
  return { until: until.text, owner: text('owner')?.text, reason: text('reason')?.text };
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
