/**
 * The names in the first line of our files. The number rises when an older version could misread a file. Files of the first format have no
 * check in each line; they are still read.
 */
export const planSchemas = { first: 'vhv/plan-file/1', now: 'vhv/plan-file/2' } as const;
export const journalSchemas = { first: 'vhv/journal/1', now: 'vhv/journal/2' } as const;
