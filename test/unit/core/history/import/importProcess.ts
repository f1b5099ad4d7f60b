import { openHistoryWriter } from '../../../../../src/core/history/historyWriter.ts';
import { importHistory } from '../../../../../src/core/history/import/importHistory.ts';
import { openImportFile } from '../../../../../src/core/history/import/openImportFile.ts';

// Imports the file of its second argument into the history of its first one, and says how far it has come.
const [history = '', file = ''] = process.argv.slice(2);
const parts = openHistoryWriter(history);
const watched = {
  ...parts,
  async write<T>(part: Parameters<typeof parts.write<T>>[0]): Promise<T> {
    const result = await parts.write(part);
    process.stdout.write('.');
    return result;
  },
};
const { added, same } = await importHistory(await openImportFile(file), {
  parts: watched,
  findOwn: () => undefined,
});
process.stdout.write(JSON.stringify({ added, same }));
parts.dispose();
