// A reporter for node:test that leaves only what `npm test` adds up: how many passed, how many did not.
// A file that holds no test is reported by node:test as one passed test; here it is a failed one.

// oxlint-disable-next-line import/no-default-export -- node:test takes a reporter in no other way
export default async function* countReporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0, ignored: 0 };
  for await (const { type, data } of source) {
    if (type === 'test:pass') counts[verdictOnPass(data)] += 1;
    if (type === 'test:fail' && isOwnFailure(data)) counts.failed += 1;
  }
  yield JSON.stringify(counts);
}

function verdictOnPass(data) {
  if (data.details.type === 'suite') return 'ignored';
  if (data.entryFile === undefined) return 'failed';
  return data.skip !== undefined || data.todo !== undefined ? 'skipped' : 'passed';
}

/** A suite fails with its tests, which are counted already; a hook of its own that fails counts once. */
function isOwnFailure(data) {
  return data.todo === undefined && data.details.error?.failureType !== 'subtestsFailed';
}
