/*
 * What the first command, panel or form needs, as one part of the bundle: several `import()`s of their own would cut
 * what they share into many small files, and the editor takes a moment for each.
 */
export { createHttpChatClient } from '../core/chatApi/httpChatClient.ts';
export { createPanels } from './conversation/panel/createPanels.ts';
export { createCommandHandlers } from './createCommandHandlers.ts';
export { createNewChat } from './newChat/createNewChat.ts';
