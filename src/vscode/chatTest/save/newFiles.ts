/** What writes files, loaded as one part with the first of them. */
export { addChatTestsToCi } from './addToCi.ts';
export { newChatTest } from './newChatTest.ts';
export { saveAsChatTest } from './saveAsChatTest.ts';
