/** What the stand-in agent is called unless it is told otherwise. In a file of its own: naming it loads no server. */
export const standInAccountId = 'stand-in';
export const standInProjectId = 'grand-hotel';
