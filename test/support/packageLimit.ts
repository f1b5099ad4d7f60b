/** What the package of the editor may weigh: what it does, and a little room for the next change. */
export const packageLimitBytes = 326_000;
