/** What stands in the first line of the files. The number rises when an older version could misread one. */
export const planSchema = 'vhv/plan-file/1';
export const journalSchema = 'vhv/journal/1';
