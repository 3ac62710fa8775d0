/** PROPERTY: small bugs in the rules about Permission Sets, each to be noticed. */
import { mostOf } from '../support/oracle/random-commands.ts';
import { SET_THREADS } from '../support/oracle/set-threads.ts';
import {
  convicts,
  type Features,
  forgets,
  MODULES,
  type SeededBug,
  seed,
  sees,
  sound,
  tamper,
} from './seeding.ts';

type Covers = typeof import('../../src/grants/permission-sets/language/covers.ts');
type Giving = typeof import('../../src/permission-sets/giving.ts');

const delegated = mostOf(SET_THREADS.delegated);
const reaching = mostOf(SET_THREADS.reaching);
const renamed = mostOf(SET_THREADS.renamed);
const setsEnd = mostOf(SET_THREADS.setsEnd);

/** Forgets the last of several. */
const butLast =
  (type: string) =>
  <Event extends { readonly type: string }>(events: readonly Event[]): Event[] => {
    const last = events.map((event) => event.type).lastIndexOf(type);
    return events.filter((_, index) => index !== last);
  };

/** The bugs that every push looks for. */
export const SET_BUGS: Readonly<Record<string, SeededBug>> = {
  'a disabled set that one holder keeps': tamper(
    'disablePermSet',
    ({ decide }) =>
      (...args) =>
        butLast('PermSetUnassigned')(decide(...args)),
    setsEnd,
  ),

  'a rename that rewrites unasked': () => {
    seed<Features>(MODULES.features, ({ COMMANDS }) => ({
      COMMANDS: COMMANDS.map((each) =>
        each.name === 'renamePermSet'
          ? {
              ...each,
              authorize: (input, context) =>
                each.authorize({ ...(input as object), updateReferences: true }, context),
            }
          : each,
      ),
    }));
    return convicts(renamed, sound);
  },

  'coverage that ignores a value list': () => {
    seed<Covers>(MODULES.covers, ({ covers }) => ({
      covers: (held, asked) =>
        covers(
          held.map((each) => ({ ...each, values: null })),
          asked,
        ),
    }));
    return convicts(delegated, sound);
  },

  'anything may be brought into a set': () => {
    seed<Giving>(MODULES.giving, () => ({ ungivable: () => [] }));
    return convicts(reaching, sound);
  },
};

/** Those that are variations. */
export const MORE_SET_BUGS: Readonly<Record<string, SeededBug>> = {
  'delegation that serves oneself': () => {
    seed<Giving>(MODULES.giving, ({ hindrance }) => ({
      hindrance: (standing, set, _subject, setsByName) => hindrance(standing, set, 'others', setsByName),
    }));
    return convicts(delegated, sound);
  },

  'a value list that shows every set': () => {
    seed<Covers>(MODULES.covers, ({ covers }) => ({
      covers: (held, asked) =>
        covers(
          held.map((each) => ({ ...each, values: null })),
          asked,
        ),
    }));
    return convicts(delegated, sees);
  },

  'the deletion of an Instance that leaves its sets': forgets(
    'deleteInstance',
    ({ type }) => type === 'PermSetDeleted',
    setsEnd,
  ),

  'an assignment to the first of several': tamper(
    'assignPermSet',
    ({ decide }) =>
      (...args) =>
        decide(...args).slice(0, 1),
    setsEnd,
  ),

  'a rename on request that forgets a set': tamper(
    'renamePermSet',
    ({ decide }) =>
      (...args) =>
        butLast('PermSetPermissionsChanged')(decide(...args)),
    renamed,
  ),
};
