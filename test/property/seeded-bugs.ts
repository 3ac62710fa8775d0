/**
 * PROPERTY: small bugs, each put into one module of the product by a stand-in for the real one, and the property that
 * must fail with it. A property that notices none of them would be worth nothing.
 */
import fc from 'fast-check';
import { vi } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import type { Step } from '../support/oracle/scenario.ts';
import {
  asOf,
  batches,
  convicts,
  type Features,
  MODULES,
  type SeededBug,
  seed,
  sees,
  sound,
  steps,
} from './seeding.ts';

type LivingRows = typeof import('../../src/projecting/living-rows.ts');
type LoaderKey = typeof import('../../src/access/loader-key.ts');
type Visibility = typeof import('../../src/access/visibility.ts');
type Lifecycle = typeof import('../../src/grants/lifecycle.ts');
type Present = typeof import('../../src/projecting/present.ts');
type Leaf = typeof import('../../src/log/leaf.ts');
type Ssh = typeof import('../../src/projects/ssh.ts');
type SshByRole = typeof import('../../src/access/statements/ssh-by-role.ts');
type Commitment = typeof import('../../src/log/commitment.ts');

function saysYes(
  name: 'mayReadRoles' | 'mayReadMembers' | 'mayReadEnvironments' | 'mayReadEvent' | 'mayKnow',
): SeededBug {
  return () => {
    seed<Visibility>(MODULES.visibility, () => ({ [name]: () => true }));
    return convicts(steps, sees);
  };
}

/** No bug at all: what convicts this would convict anything. */
export const CONTROL: SeededBug = () => {
  vi.resetModules();
  return convicts(steps, sees, 3);
};

/** The bugs that every push looks for. */
export const BUGS: Readonly<Record<string, SeededBug>> = {
  'an interval that ends one position late': () => {
    const late = (sql: string) => sql.replaceAll('r.valid_until > ', 'r.valid_until >= ');
    seed<LivingRows>(MODULES.livingRows, ({ livingRows, livingVersion }) => ({
      livingRows: (...args) => late(livingRows(...args)),
      livingVersion: (...args) => late(livingVersion(...args)),
    }));
    return convicts(steps, asOf);
  },

  'an interval that begins one position late': () => {
    const late = (sql: string) => sql.replaceAll('r.valid_from <= ', 'r.valid_from < ');
    seed<LivingRows>(MODULES.livingRows, ({ livingRows }) => ({
      livingRows: (...args) => late(livingRows(...args)),
    }));
    return convicts(steps, asOf);
  },

  'a loader key without the position': async () => {
    const { randomMutations } = await import('./own-position.ts');
    seed<LoaderKey>(MODULES.loaderKey, ({ loaderKey }) => ({
      loaderKey: (name, from, args) => loaderKey(name, { ...from, position: 0, judgedAt: 0 }, args),
    }));
    return convicts(fc.tuple(randomSteps(5), randomMutations), async () => {
      const { ownPosition } = await import('./own-position.ts');
      return (installation, asker, [before, mutations]) =>
        ownPosition({ installation, asker }, before, mutations);
    });
  },

  'a skipped refusal: nobody demands authority': () => {
    seed<Features>(MODULES.features, ({ COMMANDS }) => ({
      COMMANDS: COMMANDS.map((definition) => ({
        ...definition,
        authorize: (input, context) => definition.authorize(input, { ...context, demand: () => {} }),
      })),
    }));
    return convicts(steps, sound);
  },

  'a skipped refusal: the owner may be removed': () => {
    seed<Features>(MODULES.features, ({ COMMANDS }) => ({ COMMANDS: COMMANDS.map(ownerless) }));
    return convicts(
      steps.map((each) => [...each, removeTheOwner]),
      sound,
    );
  },

  'what a refusal made void is not undone': () => {
    seed<Present>(MODULES.present, ({ Present }) => ({
      Present: class extends Present {
        override undo(): void {}
      },
    }));
    return convicts(steps, batches);
  },

  'everybody may know of everything': saysYes('mayKnow'),
};

/** Those that need more runs to be found, or are variations. */
export const MORE_BUGS: Readonly<Record<string, SeededBug>> = {
  'everybody may read roles': saysYes('mayReadRoles'),
  'everybody may read members': saysYes('mayReadMembers'),
  'everybody may read environments': saysYes('mayReadEnvironments'),
  'everybody may read events': saysYes('mayReadEvent'),

  'a grant that lasts for its last instant': () => {
    seed<LivingRows>(MODULES.livingRows, ({ notExpired }) => ({
      notExpired: (...args) => notExpired(...args).replace('expires_at >', 'expires_at >='),
    }));
    return convicts(steps, asOf);
  },

  'a project role that expires alone, without its type roles': () => {
    seed<Lifecycle>(MODULES.lifecycle, ({ expire }) => ({
      expire: (...args) => expire(...args).slice(0, 1),
    }));
    return convicts(steps, sound);
  },

  'a redeploy that leaves the least role out of account': () => {
    seed<Ssh>(MODULES.ssh, ({ usersWithSsh }) => ({
      usersWithSsh: (state, project, owner, { type }) => usersWithSsh(state, project, owner, { type }),
    }));
    return convicts(steps, sound);
  },

  'SSH that is read as if any role gave it': () => {
    seed<SshByRole>(MODULES.sshByRole, () => ({ sshByRole: () => 'true' }));
    return convicts(steps, asOf);
  },

  'a leaf whose keys are not sorted': () => {
    seed<Leaf>(MODULES.leaf, () => ({
      toLeaf: ({ position, ...rest }) => JSON.stringify({ format: 1, position: String(position), ...rest }),
    }));
    return convicts(steps, sound);
  },

  'one salt for the values of all events of a command': () => {
    seed<Commitment>(MODULES.commitment, ({ commit }) => ({
      commit: (event, seed, _ordinal, ...rest) => commit(event, seed, 0, ...rest),
    }));
    return convicts(steps, sound);
  },
};

const removeTheOwner: Step = {
  do: 'send',
  command: {
    actor: '0190aaaa-0000-7000-8000-000000000003',
    name: 'removeMembers',
    input: {
      organization: '0190bbbb-0000-7000-8000-000000000001',
      users: ['0190aaaa-0000-7000-8000-000000000001'],
    },
  },
};

/** A command that removes members without knowing who the owner is. */
function ownerless(definition: Features['COMMANDS'][number]): Features['COMMANDS'][number] {
  if (definition.name !== 'removeMembers') return definition;
  return {
    ...definition,
    decide(input, context, resolved) {
      const { organization } = resolved as unknown as { organization: { attributes: object } };
      const attributes = { ...organization.attributes, ownerId: '0190ffff-0000-7000-8000-00000000000f' };
      const known = { ...resolved, organization: { ...organization, attributes } };
      return definition.decide(input, context, known as typeof resolved);
    },
  };
}
