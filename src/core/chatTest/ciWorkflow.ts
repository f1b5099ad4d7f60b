import { toYamlScalar } from '../text/yamlScalar.ts';

export interface CiWorkflow {
  /** Of the package of the command line. */
  readonly version: string;
  /** Where the tests are, seen from the repository; every test of it when left out. */
  readonly folder?: string | undefined;
  /** The branch whose pushes are tested. */
  readonly branch: string;
  readonly region: string;
}

export const githubWorkflowFile = '.github/workflows/chat-tests.yml';

/** A GitHub workflow that runs the chat tests of a repository. It names secrets and holds none. */
export function toGithubWorkflow({ version, folder, branch, region }: CiWorkflow): string {
  const command = `npx --yes polyai-chat@${version} test${folder === undefined ? '' : ` ${folder}`}`;
  return `name: chat tests
# In the settings of the repository, under "Secrets and variables": the variables POLYAI_ACCOUNT_ID and
# POLYAI_PROJECT_ID, and the secrets POLYAI_API_KEY and POLYAI_TOKEN.
on:
  push:
    branches: [${toYamlScalar(branch, { flow: true })}]
permissions:
  contents: read
jobs:
  chat-tests:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - run: ${command} --reporter github --reporter html=chat-tests.html
        env:
          POLYAI_REGION: ${toYamlScalar(region)}
          POLYAI_ACCOUNT_ID: \${{ vars.POLYAI_ACCOUNT_ID }}
          POLYAI_PROJECT_ID: \${{ vars.POLYAI_PROJECT_ID }}
          POLYAI_API_KEY: \${{ secrets.POLYAI_API_KEY }}
          POLYAI_TOKEN: \${{ secrets.POLYAI_TOKEN }}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: chat-tests
          path: chat-tests.html
`;
}

/**
 * The folder that holds all of these tests, as a command line takes it without quotes; undefined when that is the whole
 * repository, or a name that a shell would read as something else.
 */
export function commonFolder(files: readonly string[]): string | undefined {
  const [first = [], ...others] = files.map((file) => file.split('/').slice(0, -1));
  let length = first.length;
  for (const other of others) {
    while (length > 0 && first.slice(0, length).join('/') !== other.slice(0, length).join('/')) length--;
  }
  const folder = first.slice(0, length).join('/');
  return /^[A-Za-z0-9_][\w./-]*$/.test(folder) ? folder : undefined;
}
