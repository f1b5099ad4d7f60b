// A window that brings a history of an older version up to date: says so when it begins, and when it is done.
// `migratingProcess.ts DIRECTORY`
import { migrateLargeHistory } from '../../../../src/core/history/migrateHistory.ts';

const migration = migrateLargeHistory(process.argv[2] ?? '');
process.stdout.write('begun\n');
await migration;
process.stdout.write('done\n');
