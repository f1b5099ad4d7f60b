/** Rows come from a file in the test's own folder or below it. */
export function isBesideTest(name: string): boolean {
  return (
    !/^[/\\~]|^[A-Za-z]:|:\/\//.test(name) && !name.split(/[/\\]/).includes('..') && !/\p{Cc}/u.test(name)
  );
}

export function isRowsFile(name: string): boolean {
  return isBesideTest(name) && /\.(?:csv|json)$/i.test(name);
}
