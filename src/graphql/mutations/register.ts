/** COMMAND: every file of mutations that adds itself to the builder. */
import './command-fields.ts';
import './operations.ts';
