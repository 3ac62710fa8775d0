/** What a file of Permission Sets says of itself (docs/perm-set-file.schema.json). */
export const FILE_FORMAT = 'tenure.permission-sets';

/** Raised whenever a server that reads the version before could misread the file. */
export const FILE_VERSION = 1;
