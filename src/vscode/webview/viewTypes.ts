/** The kinds of tabs with a webview; users' open tabs are remembered by these names. */
export const viewTypes = {
  newChat: 'polyai.newChat',
  conversation: 'polyai.conversation',
} as const;
