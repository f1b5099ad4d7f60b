import { HumanError } from '../../../../src/core/common/humanError.ts';
import { createConnectionStore } from '../../../../src/core/connection/connectionStore.ts';

/** Switches the connection in a process that may write less than the file needs, and prints what it was told. */
const [directory = '', id = ''] = process.argv.slice(2);
const store = createConnectionStore({ directory });
try {
  await store.setActive(id);
  console.log('saved');
} catch (error) {
  console.log(error instanceof HumanError ? `refused: ${error.message} ${error.remedy}` : String(error));
}
store.dispose();
